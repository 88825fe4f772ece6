"""What the fused kernels ask of memory, warp by warp: sectors of 32 bytes, counted in their PTX. Needs no GPU.

Memory moves whole sectors. Where each warp's bytes fill the sectors that they lie in, nothing is moved for nothing;
rows that begin in the middle of a sector, or vectors that do, are asked for in part, and in part again.
"""

from __future__ import annotations

import math
import os
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from compiled import compiled, steps_of, variant_of
from emulated.memory import WARP, Memory
from emulated.processor import run
from emulated.program import parsed
from workloads import MULTIPROCESSORS, Workload, cases, named

from typed_torch.ops._group_norm import tiers

__all__ = ["wasted"]

SECTOR = 32
_LARGE = ("x_ptr", "y_ptr", "dy_ptr", "dx_ptr")
_FIRST, _APART = 1 << 40, 1 << 36


class _Requests(Memory):
    """Memory of zeros that counts bytes that threads want, and bytes of the sectors that their warps ask for.

    A program that takes a ticket gets this one, and one that waits for others finds them all done.
    """

    ticket = 0

    def __init__(self) -> None:
        self.wanted: defaultdict[int, int] = defaultdict(int)
        self.asked: defaultdict[int, int] = defaultdict(int)

    def load(self, addresses: npt.NDArray[Any], lanes: npt.NDArray[Any], width: int) -> npt.NDArray[Any]:
        self._count(addresses, lanes, width)
        return np.zeros((len(lanes), width), np.uint8)

    def store(self, addresses: npt.NDArray[Any], lanes: npt.NDArray[Any], values: npt.NDArray[Any]) -> None:
        self._count(addresses, lanes, values.shape[1])

    def add(
        self, addresses: npt.NDArray[Any], lanes: npt.NDArray[Any], values: npt.NDArray[Any], *, is_release: bool
    ) -> npt.NDArray[Any]:
        return np.full_like(values, self.ticket)

    def acquire(self, addresses: npt.NDArray[Any], lanes: npt.NDArray[Any], width: int) -> npt.NDArray[Any]:
        return np.full((len(lanes), 1), 2**31 - 1, np.int32).view(np.uint8)

    def _count(self, addresses: npt.NDArray[Any], lanes: npt.NDArray[Any], width: int) -> None:
        if not len(lanes):
            return
        tensor = int(addresses[0]) // _APART
        sectors = np.unique((lanes // WARP).astype(np.uint64) << np.uint64(48) | addresses // SECTOR)
        self.wanted[tensor] += len(lanes) * width
        self.asked[tensor] += len(sectors) * SECTOR


def wasted(workload: Workload, channels_last: bool, backward: bool) -> float:
    """Bytes of the sectors asked for, over the bytes wanted, of the large tensors in bfloat16; 1 is none wasted.

    Of the first program, the last and one in the middle; they differ in where their rows begin.
    """
    problem = workload.problem(channels_last, backward)
    requests = _Requests()
    for step in steps_of(problem, tiers.plan(problem, MULTIPROCESSORS)).steps:
        if not set(step.tensors) & set(_LARGE):
            continue
        binary = compiled(variant_of(step, torch.bfloat16), 90)
        addresses = [_FIRST + _APART * _place(name) for name in step.tensors]
        sizes = [value for name, value in step.others.items() if not name.isupper()]
        last = math.prod(step.grid) - 1
        for program in sorted({0, last // 2, last}):
            requests.ticket = program
            run(
                parsed(binary.ptx), step.grid, 32 * step.options["num_warps"], binary.shared,
                [*addresses, *sizes, 0, 0], requests, [program],
            )  # fmt: skip
    large = [_FIRST // _APART + _place(name) for name in _LARGE]
    return sum(requests.asked[i] for i in large) / sum(requests.wanted[i] for i in large)


def _place(name: str) -> int:
    """Where a tensor lies among those of the kernels."""
    return _LARGE.index(name) if name in _LARGE else len(_LARGE)


def _row(case: tuple[Workload, bool, bool]) -> str:
    return f"{named(*case)} {wasted(*case):5.2f}"


def main() -> None:
    """Print the table."""
    print("bytes of the sectors that warps ask for, over the bytes that they want: 1.00 wastes nothing")
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for row in pool.map(_row, cases()):
            print(row, flush=True)


if __name__ == "__main__":
    main()
