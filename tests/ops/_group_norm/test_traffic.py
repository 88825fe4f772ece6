"""How many passes over the tensor the kernels make, and in which order, recorded in the interpreter."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from cache import Tile, tiles, tiles_of, turns
from planned import planned
from traffic import passes, recorded
from workloads import WORKLOADS, Workload, tensors

from typed_torch.ops._group_norm import launch, tiers

pytestmark = pytest.mark.interpreted

LIMITS = {"resident": (2.0, 3.0), "streamed": (3.0, 5.0), "split": (3.0, 5.0), "pipelined": (3.0, 5.0)}


@pytest.mark.parametrize("activation", [None, "silu"])
@pytest.mark.parametrize(
    ("workload", "channels_last"),
    [(w, last) for w in WORKLOADS for last in (False, True) if w.has_channels_last or not last],
    ids=lambda value: value.name if isinstance(value, Workload) else "channels_last" if value else "contiguous",
)
def test_passes(workload: Workload, activation: str | None, channels_last: bool) -> None:
    made = passes(workload, channels_last, activation)
    both = tuple(workload.tier(channels_last=channels_last, backward=backward) for backward in (False, True))
    print(f"{workload.name}: forward {both[0]} {made[0]:.2f}, backward {both[1]} {made[1]:.2f}")
    for tier, found, limit in zip(both, made, (LIMITS[tier][i] for i, tier in enumerate(both)), strict=True):
        assert found == limit if tier == "resident" else found <= limit


def _places(tile: Tile, problem: tiers.Problem) -> npt.NDArray[Any]:
    """Where in x the elements of a tile lie, in order."""
    row, pixel = np.arange(tile.row, tile.row + tile.rows)[:, None], np.arange(tile.first, tile.last)
    if not problem.channels_last:
        return (row * problem.pixels + pixel).flatten()
    sample, channel = np.divmod(row, problem.channels)
    return np.sort(((sample * problem.pixels + pixel) * problem.channels + channel).flatten())


def _interpreted_order(problem: tiers.Problem, plan: tiers.Plan) -> list[npt.NDArray[Any]]:
    """What the model of a cache says that the programs read, in the order in which the interpreter runs them."""
    if plan.tier == "pipelined":
        return [_places(t, problem) for turn in turns(problem, plan) for t in tiles_of(problem, plan, turn)]
    grid = range(plan.units), range(plan.splits)
    programs = [unit + plan.units * split for unit, split in itertools.product(*grid)]
    whole, sums = ["streamed"], ["split_sums" if problem.is_backward else "split_moments", "split_apply"]
    kernels = whole if plan.tier == "streamed" else sums
    return [_places(t, problem) for kernel in kernels for i in programs for t in tiles(problem, plan, kernel, i)]


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("tier", ["streamed", "split", "pipelined"])
@pytest.mark.parametrize(("shape", "groups"), [((2, 24, 65, 65), 2), ((1, 10, 100, 103), 1)])
def test_programs_read_what_the_model_of_a_cache_says_in_its_order(
    shape: tuple[int, ...], groups: int, tier: tiers.Tier, channels_last: bool, backward: bool
) -> None:
    x, dy, w, b = tensors(shape, channels_last)
    statistics = torch.zeros(2, shape[0], groups)
    problem = tiers.Problem(shape[0], shape[1], math.prod(shape[2:]), groups, x.itemsize, channels_last, backward)
    with planned(lambda problem, _: tiers.plan(problem, 4, tier)), recorded() as traffic:
        if backward:
            launch.backward(dy, x, groups, w, b, *statistics, 1e-5, "silu", [True, True, True])
        else:
            launch.forward(x, groups, w, b, 1e-5, "silu")
    first, last = x.data_ptr(), x.data_ptr() + x.nbytes
    reads = [np.sort(found) for found in traffic.addresses if len(found) and first <= found[0] < last]
    expected = np.concatenate(_interpreted_order(problem, tiers.plan(problem, 4, tier)))
    np.testing.assert_array_equal((np.concatenate(reads).astype(np.int64) - first) // x.itemsize, expected)
