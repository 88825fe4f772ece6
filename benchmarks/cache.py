"""How often the fused kernels move a tensor to and from memory where a cache serves what they read again. Needs no GPU.

A model and not a measurement: a cache of whole tiles that gives up what nobody reads again, then what was used longest
ago, and programs that start in the order of the grid, as many at once as their registers leave room for, and go on in
step. An H100 caches 50 MB in two halves, and one may hold what the other does: at worst it is as good as 25 MB.
"""

from __future__ import annotations

import itertools
import math
import os
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from instructions import counts
from workloads import MULTIPROCESSORS, Workload, cases, named

from typed_torch.ops._group_norm import tiers

__all__ = ["SIZES", "Cache", "Tile", "passes", "tiles"]

SIZES = (50_000_000, 25_000_000)


class Tile(NamedTuple):
    """What a program reads of x, and of the gradient in backward, at a time.

    ``rows`` channels from ``row`` on, one of ``(N * C)``, of pixels ``first`` to ``last``. A tile that ``is_applied``
    is also written, and nobody reads it again.
    """

    row: int
    rows: int
    first: int
    last: int
    is_applied: bool


class Cache:
    """A cache of ``size`` bytes. ``moved`` counts those that memory sent, and those that it was sent back."""

    def __init__(self, size: int) -> None:
        self.moved = 0
        self._left = size
        self._needed: OrderedDict[object, tuple[int, bool]] = OrderedDict()
        self._spent: OrderedDict[object, tuple[int, bool]] = OrderedDict()

    def load(self, key: object, size: int, *, is_last: bool) -> None:
        """Read ``size`` bytes; it ``is_last`` where nobody reads them again."""
        held = self._taken(key)
        if held is None:
            self.moved += size
        self._keep(self._spent if is_last else self._needed, key, size, held is not None and held[1])

    def store(self, key: object, size: int) -> None:
        """Write ``size`` bytes."""
        self._taken(key)
        self._keep(self._needed, key, size, True)

    def empty(self) -> None:
        """Give up everything."""
        while self._spent or self._needed:
            self._give_up()

    def _taken(self, key: object) -> tuple[int, bool] | None:
        held = self._needed.pop(key, None) or self._spent.pop(key, None)
        self._left += 0 if held is None else held[0]
        return held

    def _keep(self, among: OrderedDict[object, tuple[int, bool]], key: object, size: int, is_written: bool) -> None:
        among[key] = size, is_written
        self._left -= size
        while self._left < 0:
            self._give_up()

    def _give_up(self) -> None:
        _, (size, is_written) = (self._spent or self._needed).popitem(last=False)
        self._left += size
        self.moved += size if is_written else 0


def tiles(problem: tiers.Problem, plan: tiers.Plan, kernel: str, program: int) -> Iterator[Tile]:
    """What a program of ``kernel`` reads, in its order."""
    if kernel == "streamed":
        return _streamed(problem, plan, program)
    is_applied = kernel == "split_apply"
    if is_applied:
        program = plan.units * plan.splits - 1 - program
    split, unit = divmod(program, plan.units)
    first = split * plan.steps * plan.block_p
    last = min(first + plan.steps * plan.block_p, problem.pixels)
    return _walk(*_rows(problem, plan, unit, 0), first, last, plan.block_p, is_applied)


def _streamed(problem: tiers.Problem, plan: tiers.Plan, unit: int) -> Iterator[Tile]:
    blocks = [_rows(problem, plan, unit, first) for first in range(0, plan.span, plan.block_c)]
    is_one_row = not (problem.channels_last or problem.is_backward)
    for row, rows in blocks:
        for i in range(rows) if is_one_row else (0,):
            yield from _walk(row + i, 1 if is_one_row else rows, 0, problem.pixels, plan.block_p, False)
    for row, rows in reversed(blocks):
        yield from _walk(row, rows, 0, problem.pixels, plan.block_p, True)


def _rows(problem: tiers.Problem, plan: tiers.Plan, unit: int, first: int) -> tuple[int, int]:
    """The first row of a block of a unit's channels, and how many there are."""
    sample, part = divmod(unit, math.ceil(problem.channels / plan.span))
    channel = part * plan.span + first
    return sample * problem.channels + channel, min(plan.block_c, plan.span - first, problem.channels - channel)


def _walk(row: int, rows: int, first: int, last: int, block: int, is_applied: bool) -> Iterator[Tile]:
    starts = range(first, last, block)
    for start in reversed(starts) if is_applied else starts:
        yield Tile(row, rows, start, min(start + block, last), is_applied)


def passes(workload: Workload, channels_last: bool, backward: bool, size: int) -> float:
    """Bytes that memory moves over those of x in bfloat16, behind a cache of ``size`` that is empty at first."""
    problem = workload.problem(channels_last, backward)
    plan = tiers.plan(problem, MULTIPROCESSORS)
    cache = Cache(size)
    for count in counts(workload, channels_last, backward):
        waiting = iter(range(plan.units * plan.splits))
        at_once = itertools.islice(waiting, count.programs * MULTIPROCESSORS)
        running = [tiles(problem, plan, count.kernel, program) for program in at_once]
        while running:
            running = [_stepped(cache, problem, plan, count.kernel, program, waiting) for program in running]
            running = [program for program in running if program is not None]
    cache.empty()
    return cache.moved / (problem.itemsize * math.prod(workload.shape))


def _stepped(
    cache: Cache, problem: tiers.Problem, plan: tiers.Plan, kernel: str, program: Iterator[Tile], waiting: Iterator[int]
) -> Iterator[Tile] | None:
    """One step of a program, or of the next one in its place where it is over; ``None`` where there is none."""
    tile = next(program, None)
    if tile is None:
        following = next(waiting, None)
        if following is None:
            return None
        program = tiles(problem, plan, kernel, following)
        tile = next(program)
    is_rows = not problem.channels_last
    for row in range(tile.row, tile.row + tile.rows) if is_rows else (tile.row,):
        bytes = (1 if is_rows else tile.rows) * (tile.last - tile.first) * problem.itemsize
        for read in ("x", "dy") if problem.is_backward else ("x",):
            cache.load((read, row, tile.first), bytes, is_last=tile.is_applied)
        if tile.is_applied:
            cache.store(("written", row, tile.first), bytes)
    return program


def _row(case: tuple[Workload, bool, bool]) -> str:
    found = "   ".join(f"{passes(*case, size):.2f}" for size in SIZES)
    return f"{named(*case)} {_tier(case):8} {found}"


def _tier(case: tuple[Workload, bool, bool]) -> tiers.Tier:
    workload, channels_last, backward = case
    return workload.tier(channels_last=channels_last, backward=backward)


def main() -> None:
    """Print the table for what is read twice; the floor is 2.00 forward and 3.00 backward."""
    print("passes of memory, by a model of a cache of 50 MB, and of 25 MB")
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for row in pool.map(_row, [case for case in cases() if _tier(case) != "resident"]):
            print(row, flush=True)


if __name__ == "__main__":
    main()
