"""Which group normalizations a module gives to a SiLU and to nothing else, seen in a trace of its ``forward``."""

from __future__ import annotations

import copy
import inspect
import warnings
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

import torch
from torch.fx import Graph, Node, Tracer
from torch.fx.proxy import Proxy

__all__ = ["Verdicts", "ends_with", "followed", "is_plain_sequential", "is_silu"]

Verdicts = dict[torch.nn.Module, str]
"""For each group normalization seen, why it cannot run in one with a SiLU; empty if it can."""


def followed(caller: torch.nn.Module, path: str, norms: Mapping[torch.nn.Module, str]) -> Verdicts:
    """What becomes of the results of ``norms`` in the ``forward`` of ``caller``; only those that it calls are there.

    ``path`` is the name of ``caller`` in the model.

    Raises:
        Exception: ``forward`` does not trace; anything may come out of a model's code that is run on proxies.
    """
    graph = _graph(caller)
    modules = dict(caller.named_modules(remove_duplicate=False))
    verdicts: Verdicts = {}
    for node in graph.nodes:
        called = modules.get(str(node.target)) if node.op == "call_module" else None
        norm = None if called is None else ends_with(called, norms)
        if norm is not None and not verdicts.get(norm):
            verdicts[norm] = _objection(node, modules, f"{path}." if path else "")
    return verdicts


def ends_with(module: torch.nn.Module, norms: Mapping[torch.nn.Module, str]) -> torch.nn.Module | None:
    """The norm whose result is the result of ``module``: itself, or the last of a ``Sequential``."""
    if module in norms:
        return module
    return ends_with(module[-1], norms) if is_plain_sequential(module) and len(module) else None


def is_plain_sequential(module: torch.nn.Module | None) -> TypeGuard[torch.nn.Sequential]:
    return isinstance(module, torch.nn.Sequential) and _runs(module, torch.nn.Sequential)


def is_silu(module: torch.nn.Module | None) -> bool:
    """Whether ``module`` is a SiLU, or begins with one."""
    if is_plain_sequential(module):
        return len(module) > 0 and is_silu(module[0])
    return type(module) is torch.nn.SiLU and _runs(module, torch.nn.SiLU)


def _runs(module: torch.nn.Module, kind: type[torch.nn.Module]) -> bool:
    """Whether calling ``module`` runs the ``forward`` of ``kind``, and not one put in its place."""
    return type(module).forward is kind.forward and "forward" not in vars(module)


def _objection(node: Node, modules: Mapping[str, torch.nn.Module], prefix: str) -> str:
    users = list(node.users)
    if not users:
        return "its result is not used"
    for user in users:
        if not _applies_silu(user, modules):
            return f"its result goes to {_name(user, modules, prefix)}"
    if len(users) > 1:
        return "its result goes to more than one SiLU"
    between = node.next
    while between is not users[0]:
        if _may_change_in_place(between, modules):
            return f"{_name(between, modules, prefix)} comes between it and the SiLU, and may change its input"
        between = between.next
    return ""


def _applies_silu(node: Node, modules: Mapping[str, torch.nn.Module]) -> bool:
    if node.op == "call_function":
        return node.target is torch.nn.functional.silu
    return node.op == "call_module" and is_silu(modules.get(str(node.target)))


def _may_change_in_place(node: Node, modules: Mapping[str, torch.nn.Module]) -> bool:
    if node.op == "call_module":
        return bool(getattr(modules.get(str(node.target)), "inplace", False))
    name = getattr(node.target, "__name__", str(node.target))
    return (
        node.kwargs.get("inplace") is True
        or "out" in node.kwargs
        or name.endswith("_")
        or name.startswith(("i", "set"))
    )


def _name(node: Node, modules: Mapping[str, torch.nn.Module], prefix: str) -> str:
    if node.op == "output":
        return "the result of forward"
    if node.op == "call_module":
        return f"{prefix}{node.target} ({type(modules.get(str(node.target))).__name__})"
    return str(getattr(node.target, "__name__", node.target))


def _graph(module: torch.nn.Module) -> Graph:
    """The calls of ``module.forward``, those of its own modules and of torch's functions; ``module`` stays as it is."""
    if "forward" in vars(module):
        raise TypeError("its forward was replaced")
    with warnings.catch_warnings(), torch.random.fork_rng(devices=[]), torch.no_grad():
        warnings.simplefilter("ignore")
        return _OneLevel().trace(_stand_in(module))


def _stand_in(module: torch.nn.Module) -> torch.nn.Module:
    """A copy that shares everything with ``module`` but the places where its code may store something."""
    other = copy.copy(module)
    for registry in ("_parameters", "_buffers", "_modules"):
        other.__dict__[registry] = dict(vars(module)[registry])
    return other


class _OneLevel(Tracer):
    """Records the calls of submodules and does not enter them; optional arguments have their defaults."""

    def is_leaf_module(self, m: torch.nn.Module, module_qualified_name: str) -> bool:
        return True

    def create_args_for_root(
        self, root_fn: Callable[..., Any], is_module: bool, concrete_args: Any = None
    ) -> tuple[Callable[..., Any], list[Any]]:
        _, *parameters = inspect.signature(root_fn).parameters.values()
        given: dict[str, Any] = {}
        for parameter in parameters:
            if parameter.kind not in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}:
                is_required = parameter.default is parameter.empty
                given[parameter.name] = self._placeholder(parameter.name) if is_required else parameter.default

        def call(root: torch.nn.Module) -> Any:
            return root_fn(root, **given)

        return call, [self.root]

    def _placeholder(self, name: str) -> Proxy:
        return self.create_proxy("placeholder", name, (), {})
