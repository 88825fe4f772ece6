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
from typing import Literal, NamedTuple

import torch
from compiled import compiled, variants_of
from instructions import SMALL, programs_at_once
from workloads import MULTIPROCESSORS, Workload, cases, named

from typed_torch.ops._group_norm import tiers

__all__ = ["SIZES", "Cache", "Tile", "passes", "tiles", "tiles_of", "turns"]

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

    def store(self, key: object, size: int, *, is_last: bool) -> None:
        """Write ``size`` bytes; it ``is_last`` where it need not keep them."""
        self._taken(key)
        self._keep(self._spent if is_last else self._needed, key, size, True)

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
    """What a program of ``kernel`` reads, in its order; those of pipelined ones take turns."""
    if kernel == "streamed":
        return _streamed(problem, plan, program)
    is_applied = kernel == "split_apply"
    if is_applied:
        program = plan.units * plan.splits - 1 - program
    split, unit = divmod(program, plan.units)
    return _part(problem, plan, unit, 0, split, is_applied)


class Turn(NamedTuple):
    """What a program of a pipelined launch does: sums a part of a unit, merges, or applies to a part."""

    stage: Literal["sum", "merge", "apply"]
    unit: int
    index: int


def turns(problem: tiers.Problem, plan: tiers.Plan) -> list[Turn]:
    """What the programs of a pipelined launch do, in the order in which they start."""
    found: list[Turn] = []
    for unit in range(plan.units + plan.lag):
        if unit < plan.units:
            found += [Turn("sum", unit, i) for i in range(plan.parts)]
            found += [Turn("merge", unit, i) for i in range(plan.span // problem.per_group)]
        if unit >= plan.lag:
            found += [Turn("apply", unit - plan.lag, i) for i in range(plan.parts)]
    return found


def tiles_of(problem: tiers.Problem, plan: tiers.Plan, turn: Turn) -> Iterator[Tile]:
    """What the program whose turn it is reads, in its order."""
    if turn.stage == "merge":
        return iter(())
    is_applied = turn.stage == "apply"
    block, split = divmod(plan.parts - 1 - turn.index if is_applied else turn.index, plan.splits)
    return _part(problem, plan, turn.unit, block, split, is_applied)


def _part(
    problem: tiers.Problem, plan: tiers.Plan, unit: int, block: int, split: int, is_applied: bool
) -> Iterator[Tile]:
    """A chunk of the pixels of a block of a unit's channels, if it has that many."""
    row, rows = _rows(problem, plan, unit, block * plan.block_c)
    first = split * plan.steps * plan.block_p
    last = min(first + plan.steps * plan.block_p, problem.pixels)
    return _walk(row, rows, first, last, plan.block_p, is_applied) if rows > 0 else iter(())


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


def passes(workload: Workload, channels_last: bool, backward: bool, size: int, plan: tiers.Plan | None = None) -> float:
    """Bytes that memory moves over those of x in bfloat16, behind a cache of ``size`` that is empty at first.

    By the plan of the table, or another.
    """
    problem = workload.problem(channels_last, backward)
    plan = plan or tiers.plan(problem, MULTIPROCESSORS)
    cache = Cache(size)
    for variant in variants_of(problem, torch.bfloat16, plan):
        if variant.kernel not in SMALL:
            at_once = MULTIPROCESSORS * programs_at_once(compiled(variant, 90), plan.num_warps)
            _Launch(cache, problem, plan, variant.kernel).run(at_once)
    cache.empty()
    return cache.moved / (problem.itemsize * math.prod(workload.shape))


_Program = tuple[Turn | None, Iterator[Tile]]
"""Its turn, if it has one, and what is left for it to read."""


class _Launch:
    """The programs of one kernel, all at one cache."""

    def __init__(self, cache: Cache, problem: tiers.Problem, plan: tiers.Plan, kernel: str) -> None:
        self._cache, self._problem, self._plan, self._kernel = cache, problem, plan, kernel
        self._turns = turns(problem, plan) if kernel == "pipelined" else []
        self._summed = [0] * plan.units

    def run(self, at_once: int) -> None:
        """Run them in step, as many as ``at_once``."""
        programs = len(self._turns) or self._plan.units * self._plan.splits
        waiting = map(self._started, range(programs))
        running = list(itertools.islice(waiting, at_once))
        while running:
            running = [program for program in (self._stepped(one, waiting) for one in running) if program is not None]

    def _started(self, number: int) -> _Program:
        turn = self._turns[number] if self._turns else None
        if turn:
            return turn, tiles_of(self._problem, self._plan, turn)
        return None, tiles(self._problem, self._plan, self._kernel, number)

    def _stepped(self, program: _Program | None, waiting: Iterator[_Program]) -> _Program | None:
        """One step of a program, or of the next one in its place where it is over; ``None`` where there is none."""
        while program is not None and not self._goes_on(program):
            program = next(waiting, None)
        return program

    def _goes_on(self, program: _Program) -> bool:
        """One step of a program, or none if it has to wait for others; whether it was not over."""
        turn, rest = program
        if turn and turn.stage != "sum" and self._summed[turn.unit] < self._plan.parts:
            return True
        tile = next(rest, None)
        if tile is not None:
            self._move(tile)
        elif turn and turn.stage == "sum":
            self._summed[turn.unit] += 1
        return tile is not None

    def _move(self, tile: Tile) -> None:
        problem, is_rows = self._problem, not self._problem.channels_last
        for row in range(tile.row, tile.row + tile.rows) if is_rows else (tile.row,):
            bytes = (1 if is_rows else tile.rows) * (tile.last - tile.first) * problem.itemsize
            for read in ("x", "dy") if problem.is_backward else ("x",):
                self._cache.load((read, row, tile.first), bytes, is_last=tile.is_applied)
            if tile.is_applied:
                self._cache.store(("written", row, tile.first), bytes, is_last=self._kernel == "pipelined")


def _row(case: tuple[Workload, bool, bool]) -> str:
    found = f"{named(*case)} {_tier(case):8} {_both(case, None)}"
    pipelined = tiers.pipelined(case[0].problem(*case[1:]), MULTIPROCESSORS)
    return f"{found}   pipelined {_both(case, pipelined)}" if pipelined else found


def _both(case: tuple[Workload, bool, bool], plan: tiers.Plan | None) -> str:
    return "   ".join(f"{passes(*case, size, plan):.2f}" for size in SIZES)


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
