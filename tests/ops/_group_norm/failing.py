"""Run as a script, with ``pretended.VARIABLES``: fused calls on a GPU whose driver fails, and prints what came of them.

Standard output is a JSON object: for each scenario, for each of its calls what it launched, warned of and raised, and
whether its results are ATen's.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import torch
from pretended import PretendedGPU

import typed_torch as tt
from typed_torch.ops import failures
from typed_torch.ops._group_norm import aten

OUT_OF_MEMORY, INVALID_PTX, ILLEGAL_ADDRESS, OUT_OF_RESOURCES, NOT_WHILE_CAPTURING = 2, 218, 700, 701, 900
GROUPS = 4
Step = tuple[dict[str, int], Callable[[], Any], Callable[[], Any]]
"""How the driver fails, what to call on it, and the same by ATen."""

gpu = PretendedGPU()
parameters = torch.randn(2, 8).unbind()


def _forward(x: torch.Tensor, **failing: int) -> Step:
    return (
        failing,
        lambda: tt.nn.functional.group_norm(x, GROUPS, *parameters, activation="silu"),
        lambda: aten.group_norm(x, GROUPS, *parameters, activation="silu"),
    )


def _images(**options: Any) -> torch.Tensor:
    return torch.randn(2, 8, 6, 5, **options)


def a_kernel_that_does_not_load() -> Iterator[Step]:
    """Forward fails, is called again on a driver that works, and then other kinds of calls are."""
    x = _images()
    yield _forward(x, load=INVALID_PTX)
    yield _forward(x)
    yield _forward(torch.randn(3, 8, 6, 5))
    yield _forward(x.bfloat16())
    yield _forward(x.to(memory_format=torch.channels_last), load=INVALID_PTX)


def a_backward_that_does_not_launch() -> Iterator[Step]:
    """Only the backward fails, then again on a driver that works; forward was ATen's, so that there are results."""
    x = _images(requires_grad=True)
    ours, theirs = (function().sum() for function in _forward(x)[1:])
    backward = [lambda y=y: torch.autograd.grad(y, x, retain_graph=True)[0] for y in (ours, theirs)]
    yield {"launch": OUT_OF_RESOURCES}, *backward
    yield {}, *backward


def too_little_shared_memory() -> Iterator[Step]:
    """In a graph of the compiler, forward and backward."""
    x = _images(dtype=torch.float64, requires_grad=True)
    w, b = (p.double() for p in parameters)

    @torch.compile(backend="aot_eager", fullgraph=True)
    def compiled(x: torch.Tensor) -> torch.Tensor:
        return tt.nn.functional.group_norm(x, GROUPS, w, b)

    def differentiated(function: Callable[[torch.Tensor], torch.Tensor]) -> list[torch.Tensor]:
        y = function(x)
        return [y, *torch.autograd.grad(y.square().sum(), x)]

    yield (
        {"shared_memory": 0},
        lambda: differentiated(compiled),
        lambda: differentiated(lambda x: aten.group_norm(x, GROUPS, w, b)),
    )


def what_is_not_the_kernels() -> Iterator[Step]:
    """Errors that say nothing about a kernel, each followed by a call on a driver that works."""
    x = _images(dtype=torch.float16)
    for failing in ({"load": OUT_OF_MEMORY}, {"launch": ILLEGAL_ADDRESS}, {"launch": NOT_WHILE_CAPTURING}):
        yield _forward(x, **failing)
        yield _forward(x)


def everything_under_always() -> Iterator[Step]:
    """A kernel that does not load, where no other may run in its place."""
    failures.FUSED = "always"
    yield _forward(torch.randn(2, 8, 70, 50), load=INVALID_PTX)


def _observed(step: Step) -> dict[str, Any]:
    failing, ours, theirs = step
    before, raised, found = gpu.launches, None, None
    with warnings.catch_warnings(record=True) as warned, gpu.failing(**failing):
        warnings.simplefilter("always")
        try:
            found = ours()
        except RuntimeError as error:
            raised = str(error)
    launches = gpu.launches - before
    return {
        "launches": launches,
        "warnings": [(w.category.__name__, str(w.message), w.filename) for w in warned],
        "raised": raised,
        "is_of_aten": raised is None and launches == 0 and _are_close(found, theirs()),
    }


def _are_close(found: Any, expected: Any) -> bool:
    try:
        torch.testing.assert_close(found, expected, check_stride=True)
    except AssertionError:
        return False
    return True


def main() -> None:
    failures.FUSED = "auto"  # the setting of users, for whom a kernel may fail
    scenarios = (
        a_kernel_that_does_not_load, a_backward_that_does_not_launch, too_little_shared_memory, what_is_not_the_kernels,
        everything_under_always,
    )  # fmt: skip
    json.dump({scenario.__name__: list(map(_observed, scenario())) for scenario in scenarios}, sys.stdout)


if __name__ == "__main__":
    main()
