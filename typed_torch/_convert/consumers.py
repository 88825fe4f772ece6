"""Which group normalizations of a model run in one with a SiLU."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch

from typed_torch._convert import traced, written
from typed_torch._convert.traced import Verdicts

__all__ = ["fusion_obstacles"]


def fusion_obstacles(model: torch.nn.Module, norms: Mapping[torch.nn.Module, str]) -> Verdicts:
    """For each of ``norms``, named by its path in ``model``, why it cannot run in one with a SiLU; empty if it can.

    A norm is looked for in the code of the module that holds it and, through containers, of the one that holds those.
    Every call that is found must give its result to a SiLU only.
    """
    known: dict[torch.nn.Module, tuple[Verdicts, str]] = {}
    obstacles: Verdicts = {}
    for norm, name in norms.items():
        found, silent = [], []
        for path, caller in _callers(model, name):
            if caller not in known:
                known[caller] = _followed(caller, path, norms)
            verdicts, problem = known[caller]
            if traced.is_plain_sequential(caller) and traced.ends_with(caller, norms) is norm:
                silent.append(f"its result is the result of {type(caller).__name__}")
            elif norm in verdicts:
                found.append(verdicts[norm])
            else:
                silent.append(problem or f"{type(caller).__name__}.forward does not call it")
        obstacles[norm] = max(found) if found else "; ".join(silent) or "nothing in the model calls it"
    return obstacles


def _callers(model: torch.nn.Module, name: str) -> Iterator[tuple[str, torch.nn.Module]]:
    """The modules whose code may call ``name``: what holds it, and what holds that while it is a container."""
    while name:
        name = name.rpartition(".")[0]
        holder = model.get_submodule(name)
        if not isinstance(holder, (torch.nn.ModuleList, torch.nn.ModuleDict)):
            yield name, holder
            if not traced.is_plain_sequential(holder):
                return


def _followed(caller: torch.nn.Module, path: str, norms: Mapping[torch.nn.Module, str]) -> tuple[Verdicts, str]:
    """What the code of ``caller`` does with the results of ``norms``, and why it does not trace, if it does not."""
    verdicts, problem = written.followed(caller, norms), ""
    try:
        verdicts |= traced.followed(caller, path, norms)
    except Exception as error:
        first_line = (str(error).splitlines() or [type(error).__name__])[0]
        problem = f"{type(caller).__name__}.forward does not trace ({first_line})"
    return verdicts, problem
