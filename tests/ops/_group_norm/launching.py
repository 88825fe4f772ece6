"""Run as a script, with ``pretended.VARIABLES``: launches fused kernels, and prints what the driver was asked for.

Standard output is a JSON object: for each scenario, what each of its calls launched.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import torch
from kernel_cases import TIERS
from planned import planned
from pretended import Launched, PretendedGPU

import typed_torch as tt
from typed_torch.ops._group_norm import eager, operators, tiers

GROUPS = 4
Call = Callable[[], Any]


def steps() -> Iterator[Call]:
    """Every kernel of forward and backward, each twice with the same tensors."""
    for tier in TIERS:
        with planned(lambda problem, count, tier=tier: tiers.plan(problem, count, tier)):
            for memory_format in (torch.contiguous_format, torch.channels_last):
                yield from _twice((2, 8, 6, 4), memory_format)
    yield from _twice((2, 128, 7, 7), torch.contiguous_format)


def _twice(shape: tuple[int, ...], memory_format: torch.memory_format) -> Iterator[Call]:
    from typed_torch.ops._group_norm import launch

    x, dy, y, dx = torch.randn(4, *shape).unbind()
    weight, bias, dweight, dbias = torch.randn(4, shape[1])
    mean, rstd = torch.randn(2, shape[0], GROUPS)
    given = {
        "x_ptr": x, "dy_ptr": dy, "y_ptr": y, "dx_ptr": dx, "weight_ptr": weight, "bias_ptr": bias,
        "dweight_ptr": dweight, "dbias_ptr": dbias, "mean_ptr": mean, "rstd_ptr": rstd,
    }  # fmt: skip
    of_input = (x.shape, x.itemsize, memory_format, GROUPS, x.device)
    for launches in (
        launch.forward_launches(*of_input, 1e-5, True),
        launch.backward_launches(*of_input, True, True, True),
    ):
        tensors = given | {name: torch.empty(shape) for name, shape in launches.scratch.items()}
        tensors |= {name: torch.zeros(count, dtype=torch.int32) for name, count in launches.counters.items()}
        for step in launches.steps:
            yield lambda step=step, tensors=tensors: step(tensors)
            yield lambda step=step, tensors=tensors: step(tensors)


def paths() -> Iterator[Call]:
    """A forward and its backward by the eager path, the same again, and by the operators."""
    x = torch.randn(2, 8, 6, 4, requires_grad=True)
    weight, bias = torch.randn(2, 8)
    arguments = (x, GROUPS, weight, bias.requires_grad_(), 1e-5, "silu")
    for function in (eager.group_norm, eager.group_norm, operators.forward):
        found = function(*arguments)
        y = found if isinstance(found, torch.Tensor) else found[0]
        yield lambda function=function: function(*arguments)
        yield lambda y=y: y.backward(torch.ones_like(y))


def alignments() -> Iterator[Call]:
    """An aligned input, one that is not, and both again."""
    storage, weight = torch.randn(2 * 8 * 24 + 1), torch.ones(8)
    for start in (0, 1, 0, 1):
        x = storage[start:][:-1] if start == 0 else storage[start:]
        x = x.view(2, 8, 24)
        yield lambda x=x: tt.nn.functional.group_norm(x, GROUPS, weight)


def dtypes() -> Iterator[Call]:
    """bfloat16 with parameters of its own dtype, of float32, with none, and the three again."""
    x = torch.randn(2, 8, 24).bfloat16()
    for weight in (torch.ones(8).bfloat16(), torch.ones(8), None) * 2:
        yield lambda weight=weight: tt.nn.functional.group_norm(x, GROUPS, weight)


def main() -> None:
    launched: list[Launched] = []
    PretendedGPU(lambda launch, arguments: launched.append(launch))
    found: dict[str, list[Any]] = {}
    for scenario in (steps, paths, alignments, dtypes):
        found[scenario.__name__] = []
        for call in scenario():
            launched.clear()
            call()
            found[scenario.__name__].append([asdict(one) for one in launched])
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
