"""What memory moves for the fused kernels, counted by the GPU itself: bytes of DRAM over those of x, in bfloat16.

Runs itself under Nsight Compute (``ncu``), each case once by the table's plan, and pipelined where that would help,
with the L2 cache full of something else before. What is written and still in the cache at the end is not counted.
``cache.py`` models the same cases.
"""

from __future__ import annotations

import csv
import math
import subprocess
import sys
from collections.abc import Iterator

import torch
from gpu_tiers import require_kernels, runs_of
from planned import planned
from workloads import Workload, cases, named

from typed_torch.ops._group_norm import launch, tiers
from typed_torch.ops.setting import multiprocessors

METRICS = ("dram__bytes_read.sum", "dram__bytes_write.sum", "gpu__time_duration.sum")
_UNITS = {"byte": 1, "Kbyte": 1e3, "Mbyte": 1e6, "Gbyte": 1e9, "ns": 1e-3, "us": 1, "ms": 1e3}

Case = tuple[Workload, bool, bool]


def chosen(only: str) -> Iterator[tuple[Case, tiers.Plan]]:
    """The cases with one of ``only``, parts of names with ``|`` between them, each with the plans to run it by."""
    count = multiprocessors(torch.device("cuda"))
    for workload, channels_last, backward in cases():
        if any(part in named(workload, channels_last, backward) for part in only.split("|")):
            problem = workload.problem(channels_last, backward, False)
            plans = tiers.plan(problem, count), tiers.pipelined(problem, count)
            yield from (((workload, channels_last, backward), plan) for plan in dict.fromkeys(plans) if plan)


def launches_of(case: Case, plan: tiers.Plan) -> int:
    """How many kernels of ours a run launches."""
    problem = case[0].problem(case[1], case[2], False)
    if problem.is_backward:
        return len(launch.backward_steps(problem, plan, wants_input=True, wants_parameters=True).steps)
    return len(launch.forward_steps(problem, plan, 1e-5).steps)


def launch_all(only: str) -> None:
    """Run every case, the profiler on for that alone."""
    other = torch.empty(1 << 28, dtype=torch.uint8, device="cuda")
    for (workload, channels_last, backward), plan in chosen(only):
        with planned(lambda problem, count, plan=plan: plan):  # type: ignore[misc]
            run = runs_of(workload, channels_last, backward)[0]
            run()
            other.fill_(1)
            torch.cuda.synchronize()
            torch.cuda.cudart().cudaProfilerStart()
            run()
            torch.cuda.synchronize()
            torch.cuda.cudart().cudaProfilerStop()
        torch.cuda.empty_cache()


def counted(only: str) -> Iterator[dict[str, float]]:
    """What ``ncu`` says of one kernel after the other, in bytes and microseconds."""
    options = ["--profile-from-start", "off", "--kernel-name", "regex:group_norm", "--metrics", ",".join(METRICS)]
    as_it_is = ["--clock-control", "none", "--cache-control", "none", "--csv"]
    command = ["ncu", *options, *as_it_is, sys.executable, __file__, "--launch", only]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith('"')]
    if done.returncode or not lines:
        sys.exit(done.stdout)
    kernel: dict[str, float] = {}
    for row in csv.DictReader(lines):
        kernel[row["Metric Name"]] = float(row["Metric Value"].replace(",", "")) * _UNITS[row["Metric Unit"]]
        if len(kernel) == len(METRICS):
            yield kernel
            kernel = {}


def main() -> None:
    """Print a table of Markdown; with part of a case's name, or several with ``|`` between them, of those alone."""
    require_kernels()
    if sys.argv[1:2] == ["--launch"]:
        launch_all(sys.argv[2])
        return
    only = " ".join(sys.argv[1:])
    print(f"{torch.cuda.get_device_name()}, torch {torch.__version__}, bfloat16\n", flush=True)
    print("| case | tier | read | written | floor | µs of the kernels |\n| --- | --- | --- | --- | --- | --- |")
    kernels = counted(only)
    for case, plan in chosen(only):
        found = [next(kernels) for _ in range(launches_of(case, plan))]
        read, written, time = (sum(kernel[metric] for kernel in found) for metric in METRICS)
        of_x = 2 * math.prod(case[0].shape)
        name, floor = " ".join(named(*case).split()), "2 + 1" if case[2] else "1 + 1"
        print(f"| {name} | {plan.tier} | {read / of_x:.2f} | {written / of_x:.2f} | {floor} | {time:.1f} |", flush=True)


if __name__ == "__main__":
    main()
