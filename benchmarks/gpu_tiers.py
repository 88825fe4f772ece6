"""What the numbers of the dispatch table rest on, timed on a GPU: each tier on the benchmark grid, and the smallest
problem that the kernels are faster for.

``plans`` replays CUDA graphs, over inputs that together are larger than the L2 cache, of every plan that a case could
have: each tier, and the pipelined one with other sizes of a part. ``sizes`` times calls issued one after the other, as
in eager code, of the kernels and of ATen, by the number of elements. Prints both as tables of Markdown.
"""

from __future__ import annotations

import itertools
import math
import sys
from collections.abc import Callable, Iterator
from unittest import mock

import torch
from compiled import steps_of, variant_of
from gpu import EPS, beyond_the_cache, compile_at_once, copy_bandwidth, graph_seconds, wall_seconds
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


def runs_of(workload: Workload, channels_last: bool, backward: bool, silu: bool = False) -> Runs:
    """Calls of the kernels, each on tensors of its own."""
    given = beyond_the_cache(workload, channels_last)
    return [_run(*one, workload.num_groups, backward, "silu" if silu else None) for one in given]


def _run(
    x: torch.Tensor, dy: torch.Tensor, w: torch.Tensor, b: torch.Tensor, groups: int, backward: bool,
    activation: str | None,
) -> Callable[[], object]:  # fmt: skip
    if not backward:
        return lambda: fused.group_norm(x, groups, w, b, EPS, activation)
    leaves = [t.detach().requires_grad_() for t in (x, w, b)]
    y = fused.group_norm(leaves[0], groups, leaves[1], leaves[2], EPS, activation)
    return lambda: torch.autograd.grad(y, leaves, dy, retain_graph=True)


def plans(only: str) -> None:
    """Print the graph time of every plan of the cases with ``only``, or one of several with ``|``, in their names."""
    copy, count = copy_bandwidth(), multiprocessors(torch.device("cuda"))
    chosen = {
        name: (*case, silu)
        for silu, case in itertools.product((False, True), cases())
        for name in [" ".join((*named(*case).split(), *["SiLU"] * silu))]
        if any(part in name for part in only.split("|"))
    }
    problems = {name: case[0].problem(*case[1:]) for name, case in chosen.items()}
    by_name = {name: dict(plans_of(problem, count)) for name, problem in problems.items()}
    steps = (steps_of(problems[name], plan).steps for name, found in by_name.items() for plan in found.values())
    compile_at_once({variant_of(step, torch.bfloat16) for launched in steps for step in launched})
    print(f"copy {copy / 1e12:.2f} TB/s\n\n| case | floor µs | chosen | by plan, µs |\n| --- | --- | --- | --- |")
    for name, (workload, channels_last, backward, silu) in chosen.items():
        runs, problem = runs_of(workload, channels_last, backward, silu), problems[name]
        floor = (3 if backward else 2) * problem.itemsize * math.prod(workload.shape) / copy * 1e6
        best, times = tiers.plan(problem, count), []
        for tier, plan in by_name[name].items():
            times.append(f"{tier}{'*' if plan == best else ''} {_timed(plan, runs)}")
        print(f"| {name} | {floor:.1f} | {best.tier} | {', '.join(times)} |", flush=True)


def _timed(plan: tiers.Plan, runs: Runs) -> str:
    """Microseconds by ``plan``, or why there are none."""
    with planned(lambda problem, count: plan):
        try:
            return f"{graph_seconds(runs, repeats=10) * 1e6:.1f}"
        except Exception as error:
            return type(error).__name__


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
    """Print what is asked for: ``plans``, with parts of cases' names, or ``sizes``; both without an argument."""
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
