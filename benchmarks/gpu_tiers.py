"""What the numbers of the dispatch table rest on, timed on a GPU: each tier on the benchmark grid, and the smallest
problem that the kernels are faster for.

``plans`` replays CUDA graphs, over inputs that together are larger than the L2 cache, of every plan that a case could
have: each tier, and the pipelined one with other sizes of a part. ``sizes`` times calls issued one after the other, as
in eager code, of the kernels and of ATen, by the number of elements. Prints both as tables of Markdown.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from unittest import mock

import torch
from gpu import EPS, beyond_the_cache, copy_bandwidth, graph_seconds, wall_seconds
from planned import planned
from workloads import Workload, cases, named, tensors

from typed_torch.ops._group_norm import aten, fused, tiers
from typed_torch.ops.setting import FUSED, multiprocessors

PART_KIB = (16, 32, 64, 128)
SIZES = tuple(1 << exponent for exponent in (12, 16, *range(18, 27)))
CHANNELS, GROUPS = 256, 32

Runs = list[Callable[[], object]]


def plans_of(problem: tiers.Problem, count: int) -> Iterator[tuple[str, tiers.Plan]]:
    """The plans that could run ``problem``, by name."""
    for tier in ("resident", "streamed", "split"):
        try:
            yield tier, tiers.plan(problem, count, tier)
        except ValueError:
            continue
    for kib in PART_KIB:
        with mock.patch.object(tiers, "_PART_BYTES", kib * 1024):
            tiers.plan.cache_clear()
            yield f"pipelined {kib}", tiers.plan(problem, count, "pipelined")
    tiers.plan.cache_clear()


def runs_of(workload: Workload, channels_last: bool, backward: bool) -> Runs:
    """Calls of the kernels, each on tensors of its own, without an activation."""
    given = beyond_the_cache(workload, channels_last)
    return [_run(*one, workload.num_groups, backward) for one in given]


def _run(
    x: torch.Tensor, dy: torch.Tensor, w: torch.Tensor, b: torch.Tensor, groups: int, backward: bool
) -> Callable[[], object]:
    if not backward:
        return lambda: fused.group_norm(x, groups, w, b, EPS, None)
    leaves = [t.detach().requires_grad_() for t in (x, w, b)]
    y = fused.group_norm(leaves[0], groups, leaves[1], leaves[2], EPS, None)
    return lambda: torch.autograd.grad(y, leaves, dy, retain_graph=True)


def plans(only: str) -> None:
    """Print the graph time of every plan of every case with ``only`` in its name."""
    copy, count = copy_bandwidth(), multiprocessors(torch.device("cuda"))
    print(f"copy {copy / 1e12:.2f} TB/s\n\n| case | floor µs | chosen | by plan, µs |\n| --- | --- | --- | --- |")
    for workload, channels_last, backward in cases():
        name = " ".join(named(workload, channels_last, backward).split())
        if only not in name:
            continue
        runs, problem = runs_of(workload, channels_last, backward), workload.problem(channels_last, backward, False)
        chosen, found = tiers.plan(problem, count), []
        for tier, plan in plans_of(problem, count):
            mark = "*" if plan == chosen else ""
            with planned(lambda problem, count, plan=plan: plan):  # type: ignore[misc]
                try:
                    found.append(f"{tier}{mark} {graph_seconds(runs, repeats=10) * 1e6:.1f}")
                except Exception as error:
                    found.append(f"{tier}{mark} {type(error).__name__}")
        floor = (3 if backward else 2) * problem.itemsize * math.prod(workload.shape) / copy * 1e6
        print(f"| {name} | {floor:.1f} | {chosen.tier} | {', '.join(found)} |", flush=True)


def sizes() -> None:
    """Print the wall time of calls by the number of elements, the kernels' and ATen's."""
    heads = [f"{what}{' + SiLU' if silu else ''}" for what in ("forward", "with backward") for silu in (False, True)]
    print(f"\n| elements | {' | '.join(f'{head}: ours, ATen µs' for head in heads)} |")
    print("| --- " * (len(heads) + 1) + "|")
    for size in SIZES:
        pixels = min(size // CHANNELS, 4096)
        shape = size // CHANNELS // pixels, CHANNELS, pixels
        found = []
        for backward in (False, True):
            for activation in (None, "silu"):
                times = [_wall(call, shape, activation, backward) for call in (fused.group_norm, aten.group_norm)]
                found.append(f"{times[0]:.1f}, {times[1]:.1f}")
        print(f"| {size} | {' | '.join(found)} |", flush=True)


def _wall(
    call: Callable[..., torch.Tensor], shape: tuple[int, ...], activation: str | None, backward: bool
) -> float:  # fmt: skip
    x, dy, w, b = tensors(shape, channels_last=False, device="cuda")
    leaves = [t.requires_grad_(backward) for t in (x, w, b)]

    def run() -> object:
        y = call(leaves[0], GROUPS, leaves[1], leaves[2], EPS, activation)
        return torch.autograd.grad(y, leaves, dy) if backward else y

    return wall_seconds(run, calls=30) * 1e6


def require_kernels() -> None:
    """End the program where no kernel would be measured."""
    if not torch.cuda.is_available():
        sys.exit("no CUDA device: nothing was measured")
    if FUSED != "always":
        sys.exit("set TYPED_TORCH_FUSED=always: otherwise ATen would stand in for a kernel that fails")


def main() -> None:
    """Print what is asked for: ``plans``, with part of a case's name, or ``sizes``; both without an argument."""
    require_kernels()
    torch.cuda.set_stream(torch.cuda.Stream())
    asked = sys.argv[1:2] or ["plans", "sizes"]
    print(f"{torch.cuda.get_device_name()}, torch {torch.__version__}, bfloat16", flush=True)
    if "plans" in asked:
        plans(" ".join(sys.argv[2:]))
    if "sizes" in asked:
        sizes()


if __name__ == "__main__":
    main()
