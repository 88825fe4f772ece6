"""Which addresses the compiled kernels touch, found by running their PTX on no data. Needs no GPU."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from compiled import compiled, steps_of, variant_of
from emulated.memory import Memory
from emulated.processor import run
from emulated.program import parsed
from sectors import SECTOR, wasted
from workloads import WORKLOADS, Workload

from typed_torch.ops._group_norm import tiers

pytestmark = pytest.mark.compiled

APART = 1 << 40


class Touched(Memory):
    """Memory of zeros that keeps what is loaded and stored; ``APART`` bytes belong to each tensor.

    A program that takes a ticket gets this one, and one that waits for others finds them all done.
    """

    def __init__(self, ticket: int = 0) -> None:
        self._ticket = ticket
        self._loaded: list[npt.NDArray[Any]] = []
        self._stored: list[npt.NDArray[Any]] = []

    def load(self, addresses: npt.NDArray[Any], lanes: npt.NDArray[Any], width: int) -> npt.NDArray[Any]:
        self._loaded.append((addresses[:, None] + np.arange(width, dtype=np.uint64)).flatten())
        return np.zeros((len(lanes), width), np.uint8)

    def store(self, addresses: npt.NDArray[Any], lanes: npt.NDArray[Any], values: npt.NDArray[Any]) -> None:
        self._stored.append((addresses[:, None] + np.arange(values.shape[1], dtype=np.uint64)).flatten())

    def add(
        self, addresses: npt.NDArray[Any], lanes: npt.NDArray[Any], values: npt.NDArray[Any], *, is_release: bool
    ) -> npt.NDArray[Any]:
        return np.full_like(values, self._ticket)

    def acquire(self, addresses: npt.NDArray[Any], lanes: npt.NDArray[Any], width: int) -> npt.NDArray[Any]:
        return np.full((len(lanes), 1), 2**31 - 1, np.int32).view(np.uint8)

    def loaded(self, tensor: int) -> npt.NDArray[Any]:
        """Bytes of the ``tensor``-th, from 1 on, each once, from its beginning."""
        return np.unique(_of(tensor, self._loaded))

    def stored(self, tensor: int) -> npt.NDArray[Any]:
        """Likewise, but each as often as it was stored."""
        return np.sort(_of(tensor, self._stored))


def _of(tensor: int, addresses: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    found = np.concatenate(addresses)
    return found[found // APART == tensor] - APART * tensor


def last_elements(problem: tiers.Problem, plan: tiers.Plan) -> npt.NDArray[Any]:
    """Where in the tensor the elements of the plan's last unit, or of its last part, lie."""
    first = (problem.channels - 1) // plan.span * plan.span
    chunk = problem.pixels
    if plan.splits > 1:
        first += (problem.channels - 1 - first) // plan.block_c * plan.block_c
        chunk = plan.steps * plan.block_p
    channels = np.arange(first, problem.channels)
    pixels = np.arange((problem.pixels - 1) // chunk * chunk, problem.pixels)
    sample = (problem.samples - 1) * problem.channels * problem.pixels
    if problem.channels_last:
        return np.sort(sample + (channels + pixels[:, None] * problem.channels).flatten())
    return np.sort(sample + (channels[:, None] * problem.pixels + pixels).flatten())


def last_programs(
    kernel: str, programs: int, problem: tiers.Problem, plan: tiers.Plan
) -> Iterator[tuple[int, int, bool]]:
    """Which programs see ``last_elements``, the tickets they take, and whether they store results."""
    if kernel == "pipelined":
        merges = plan.span // problem.per_group
        yield 0, programs - merges - min(plan.lag + 1, plan.units) * plan.parts - 1, False
        yield 0, programs - plan.parts, True
    else:
        yield 0 if kernel == "split_apply" else programs - 1, 0, kernel not in ("split_moments", "split_sums")


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize(
    ("tier", "samples", "channels", "pixels"),
    [
        ("resident", 2**19 + 3, 16, 256),
        ("resident", 2**21 + 5, 64, 49),
        ("streamed", 2**14 + 3, 24, 8191),
        ("split", 5, 64, 2**24 + 8),
        ("split", 1, 48, 2**26 + 1),
        ("split", 1, 4, 2**31 + 8),
        ("pipelined", 5, 64, 2**24 + 8),
        ("pipelined", 1, 48, 2**26 + 1),
        ("pipelined", 1, 4, 2**31 + 8),
    ],
)
def test_the_last_program_of_more_than_2_31_elements_touches_them_and_nothing_else(
    tier: tiers.Tier, samples: int, channels: int, pixels: int, channels_last: bool, backward: bool
) -> None:
    problem = tiers.Problem(samples, channels, pixels, 4, 2, channels_last, backward)
    plan = tiers.plan(problem, 132, tier)
    if plan.splits > 1:  # many short ones, each of the length that a program runs in a moment
        plan = dataclasses.replace(plan, steps=3, splits=math.ceil(pixels / (3 * plan.block_p)))
    assert samples * channels * pixels > 2**31
    expected = (2 * last_elements(problem, plan)[:, None] + np.arange(2)).flatten()
    for step in steps_of(problem, plan).steps:
        if "x_ptr" not in step.tensors:
            continue
        binary = compiled(variant_of(step, torch.bfloat16), 90)
        addresses = [APART * (i + 1) for i in range(len(step.tensors))]
        sizes = [value for name, value in step.others.items() if not name.isupper()]
        for last, ticket, stores in last_programs(step.kernel.fn.__name__, math.prod(step.grid), problem, plan):
            touched = Touched(ticket)
            run(
                parsed(binary.ptx), step.grid, 32 * step.options["num_warps"], binary.shared,
                [*addresses, *sizes, 0, 0], touched, [last],
            )  # fmt: skip
            for i, name in enumerate(step.tensors):
                if name in ("x_ptr", "dy_ptr"):
                    np.testing.assert_array_equal(touched.loaded(i + 1), expected)
                if name in ("y_ptr", "dx_ptr") and stores:
                    np.testing.assert_array_equal(touched.stored(i + 1), expected)


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize(
    ("workload", "channels_last"),
    [(w, last) for w in WORKLOADS for last in (False, True) if w.has_channels_last or not last],
    ids=lambda value: value.name if isinstance(value, Workload) else "channels_last" if value else "contiguous",
)
def test_warps_ask_for_whole_sectors_where_rows_are_whole_sectors(
    workload: Workload, channels_last: bool, backward: bool
) -> None:
    row = workload.shape[1] // workload.num_groups if channels_last else math.prod(workload.shape[2:])
    found = wasted(workload, channels_last, backward)
    print(f"{found:.2f} of the bytes wanted")
    assert found == 1 if 2 * row % SECTOR == 0 else found < 1.35
