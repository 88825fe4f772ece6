"""mypy with the plugin over calls of random signatures, against jaxtyping at run time."""

from __future__ import annotations

import random
from pathlib import Path

import jaxtyping
from checkers import CHECKERS, MYPY
from jaxtyping import jaxtyped
from random_annotations import CLASSES, NAMES, annotation, tensor_for
from torch import Tensor

CALLS = 150


def _is_accepted(annotations: list[tuple[str, str]], tensors: list[Tensor]) -> bool | None:
    """``None`` where jaxtyping can compute no verdict."""
    hints = [getattr(jaxtyping, name)[Tensor, text] for name, text in annotations]
    with jaxtyped("context"):
        try:
            return all(isinstance(tensor, hint) for hint, tensor in zip(hints, tensors, strict=True))
        except (jaxtyping.AnnotationError, ZeroDivisionError):
            return None


def disagreements(folder: Path, calls: int, seed: int) -> tuple[int, int, list[str]]:
    """How many of the calls jaxtyping accepts, how many it refuses, and those that the plugin judges otherwise."""
    choose = random.Random(seed)
    classes = ", ".join(sorted(CLASSES))
    lines = ["import torch", f"from jaxtyping import {classes}", "from torch import Tensor", ""]
    verdicts: dict[int, bool] = {}
    while len(verdicts) < calls:
        bound: list[str] = []
        annotations = [annotation(choose, bound) for _ in range(choose.randrange(1, 4))]
        sizes = {name: choose.randrange(1, 5) for name in NAMES}
        shapes: dict[str, tuple[int, ...]] = {}
        tensors = [tensor_for(choose, text, sizes, shapes) for _, text in annotations]
        accepted = _is_accepted(annotations, tensors)
        if accepted is None:
            continue
        number = len(verdicts)
        parameters = ", ".join(f'x{i}: {name}[Tensor, "{text}"]' for i, (name, text) in enumerate(annotations))
        arguments = ", ".join(f"torch.zeros({tuple(each.shape)}, dtype={each.dtype})" for each in tensors)
        lines += [f"def f{number}({parameters}) -> None: ...", f"f{number}({arguments})"]
        verdicts[len(lines)] = accepted
    (folder / "calls.py").write_text("\n".join(lines) + "\n")
    refused = {line for _, line in CHECKERS["mypy + plugin"](folder)}
    wrong = [f"{lines[n - 2]}  {lines[n - 1]}" for n, accepted in verdicts.items() if (n not in refused) != accepted]
    wrong += [lines[line - 1] for line in refused if line not in verdicts]
    return sum(verdicts.values()), len(verdicts) - sum(verdicts.values()), wrong


@MYPY
def test_the_plugin_accepts_the_calls_that_jaxtyping_accepts(tmp_path: Path) -> None:
    accepted, refused, wrong = disagreements(tmp_path, CALLS, seed=0)
    assert wrong == []
    assert min(accepted, refused) > CALLS // 10
