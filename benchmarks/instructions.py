"""How many instructions the fused kernels issue for each element, read from their machine code. Needs no GPU.

A kernel that issues more than the device can while it moves the bytes is bound by its arithmetic and not by memory,
whatever it reads: an H100 issues four instructions of 32 threads a clock on each of 132 multiprocessors at 1.755 GHz,
29.7e12 of a thread a second, while a copy moves 3.0e12 bytes.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import torch
from compiled import Binary, Instruction, Variant, compiled, variants_of
from workloads import MULTIPROCESSORS, Workload, cases, named

from typed_torch.ops._group_norm import tiers

__all__ = ["SMALL", "Count", "counts", "programs_at_once"]

PER_BYTE = MULTIPROCESSORS * 128 * 1.755e9 / 3.0e12
_REGISTERS, _THREADS, _SHARED = 65536, 2048, 227 * 1024
SMALL = ("split_merge", "parameter_gradients")
"""Kernels that see no element of x, but a few numbers for each group or channel."""


class Count(NamedTuple):
    """One kernel of a problem. ``programs`` is how many run at once on a multiprocessor."""

    kernel: str
    warps: int
    registers: int
    programs: int
    an_element: float


def counts(
    workload: Workload, channels_last: bool, backward: bool, activation: bool = True, plan: tiers.Plan | None = None
) -> list[Count]:
    """The kernels that run ``workload`` in bfloat16 and see its elements, by the table's plan or another.

    Of a pipelined one, as if each program that sums and the one that applies had merged together.
    """
    problem = workload.problem(channels_last, backward, activation)
    plan = plan or tiers.plan(problem, MULTIPROCESSORS)
    variants = variants_of(problem, torch.bfloat16, plan)
    return [_count(v, problem, plan) for v in variants if v.kernel not in SMALL]


def _count(variant: Variant, problem: tiers.Problem, plan: tiers.Plan) -> Count:
    binary = compiled(variant, 90)
    code = binary.instructions
    loops = _innermost(code)
    issued = len(code) - sum(map(len, loops))
    for loop, times in zip(loops, _iterations(variant.kernel, loops, problem, plan), strict=True):
        issued += len(loop) * times
    elements = problem.samples * problem.channels * problem.pixels
    programs = plan.units * (plan.parts if variant.kernel == "pipelined" else plan.splits)
    threads = 32 * plan.num_warps
    return Count(
        variant.kernel,
        plan.num_warps,
        binary.registers,
        programs_at_once(binary, plan.num_warps),
        issued * threads * programs / elements,
    )


def _innermost(code: list[Instruction]) -> list[list[Instruction]]:
    """The bodies of loops without a loop in them; a branch to itself ends the code."""
    loops = [(i.target, i.address) for i in code if i.target is not None and i.target < i.address]
    inner = [a for a in loops if not any(a != b and a[0] <= b[0] and b[1] <= a[1] for b in loops)]
    return [[i for i in code if first <= i.address <= last] for first, last in inner]


def _iterations(kernel: str, loops: list[list[Instruction]], problem: tiers.Problem, plan: tiers.Plan) -> list[int]:
    """How often a program of ``kernel`` runs the body of each of its innermost loops."""
    if not loops:
        return []
    if kernel == "pipelined":  # the longest see the elements; others wait or merge
        least = sorted(map(len, loops))[-2]
        return [plan.steps if len(loop) >= least else 1 for loop in loops]
    if kernel != "streamed":
        return [plan.steps] * len(loops)
    in_blocks = math.ceil(plan.span / plan.block_c) * math.ceil(problem.pixels / plan.block_p)
    is_one_row = not problem.channels_last and not problem.is_backward
    at_first = math.ceil(plan.span * problem.pixels / (plan.block_c * plan.block_p)) if is_one_row else in_blocks
    return [at_first, in_blocks]


def programs_at_once(binary: Binary, num_warps: int) -> int:
    """Programs that a multiprocessor has room for."""
    threads = 32 * num_warps
    registers = math.ceil(binary.registers / 8) * 8 * threads
    return min(_THREADS // threads, _REGISTERS // registers, _SHARED // (binary.shared + 1024), 32)


def _row(case: tuple[Workload, bool, bool]) -> str:
    workload, channels_last, backward = case
    most = (6 if backward else 4) * PER_BYTE
    with_silu, plain = (counts(workload, channels_last, backward, activation) for activation in (True, False))
    total, of_plain = (sum(count.an_element for count in found) for found in (with_silu, plain))
    row = f"{named(*case)} {of_plain:6.0f} {total:6.0f} {most:6.0f}   {', '.join(map(_resources, with_silu))}"
    pipelined = tiers.pipelined(workload.problem(channels_last, backward), MULTIPROCESSORS)
    if pipelined:
        (count,) = counts(*case, plan=pipelined)
        row += f"; with SiLU {count.an_element:.0f} {_resources(count)}"
    return row


def _resources(count: Count) -> str:
    return f"{count.kernel} {count.warps}w {count.registers}r {count.programs}p"


def main() -> None:
    """Print the table: instructions of a thread an element, padding included, and how many memory leaves time for."""
    print(
        "instructions an element in bfloat16, for sm_90: plain, with SiLU, and as many as an H100 issues at the floor"
    )
    print("memory; then each kernel with its warps, registers of a thread and programs at once on a multiprocessor")
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for row in pool.map(_row, cases()):
            print(row)


if __name__ == "__main__":
    main()
