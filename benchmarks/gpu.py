"""``make bench-gpu``: the fused group norm and its peers on a GPU, over the whole benchmark grid.

Each peer runs in a process of its own. A result is checked against float64 before it is timed. Wall time is that
of calls issued one after the other; graph time is that of replaying a CUDA graph of them, over inputs that
together are larger than the L2 cache. Bandwidth counts the floor, each tensor read or written once, against a copy
timed in the same process. Writes ``benchmarks/results/<device>-<torch version>.json`` and the table of
``docs/fused.md``.
"""

from __future__ import annotations

import datetime
import itertools
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from workloads import WORKLOADS, Workload

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "fused.md"
EPS = 1e-5
# Half a unit in the last place of bfloat16, in the Euclidean norm, with room for a second rounding.
MOST_ERROR = 2.0**-7

Call = Callable[..., torch.Tensor]


def peers() -> dict[str, Callable[[], Call | None]]:
    """What is compared: each gives ``call(x, num_groups, weight, bias, silu)``, or ``None`` where not installed."""
    return {"typed_torch": _ours, "eager": lambda: _eager, "compile": _compiled, "liger": _liger, "apex": _apex}


def _ours() -> Call:
    import typed_torch

    operation = typed_torch.ops.group_norm.default
    return lambda x, groups, w, b, silu: operation(x, groups, w, b, EPS, "silu" if silu else None)


def _eager(x: torch.Tensor, groups: int, w: torch.Tensor, b: torch.Tensor, silu: bool) -> torch.Tensor:
    y = F.group_norm(x, groups, w, b, EPS)
    return F.silu(y) if silu else y


def _compiled() -> Call:
    torch._dynamo.config.cache_size_limit = 1000
    return torch.compile(_eager, dynamic=False)


def _liger() -> Call | None:
    try:
        from liger_kernel.ops.group_norm import LigerGroupNormFunction
    except ImportError:
        return None

    def call(x: torch.Tensor, groups: int, w: torch.Tensor, b: torch.Tensor, silu: bool) -> torch.Tensor:
        if not x.is_contiguous():
            raise NotImplementedError("contiguous only")
        y: torch.Tensor = LigerGroupNormFunction.apply(x, w, b, x.shape[1], groups, EPS)
        return F.silu(y) if silu else y

    return call


def _apex() -> Call | None:
    try:
        from apex.contrib.group_norm import cuda_group_norm_nhwc_one_pass
    except ImportError:
        return None

    def call(x: torch.Tensor, groups: int, w: torch.Tensor, b: torch.Tensor, silu: bool) -> torch.Tensor:
        y: torch.Tensor = cuda_group_norm_nhwc_one_pass(x, groups, w, b, EPS, "silu" if silu else "")
        return y

    return call


def cases() -> Iterator[tuple[Workload, bool, bool]]:
    """Workload, channels_last, SiLU."""
    for workload, channels_last, silu in itertools.product(WORKLOADS, (False, True), (False, True)):
        if workload.has_channels_last or not channels_last:
            yield workload, channels_last, silu


def tensors(workload: Workload, channels_last: bool, device: str = "cuda") -> tuple[torch.Tensor, ...]:
    """x, dy, weight and bias, in bfloat16."""
    memory_format = torch.channels_last if channels_last else torch.contiguous_format
    x, dy = (
        torch.randn(workload.shape, device=device).bfloat16().contiguous(memory_format=memory_format) for _ in "xy"
    )
    w, b = torch.randn(2, x.shape[1], device=device).bfloat16()
    return x, dy, w, b


def errors(call: Call, workload: Workload, silu: bool, given: tuple[torch.Tensor, ...]) -> dict[str, float]:
    """Relative errors of the result and the gradients against float64."""
    x, dy, w, b = given

    def differentiated(function: Call, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
        x, w, b, dy = inputs
        leaves = [t.detach().requires_grad_() for t in (x, w, b)]
        y = function(leaves[0], workload.num_groups, leaves[1], leaves[2], silu)
        return y.detach(), *torch.autograd.grad(y, leaves, dy)

    found = differentiated(call, x, w, b, dy)
    exact = differentiated(_eager, *(t.double() for t in (x, w, b, dy)))
    pairs = zip(("y", "dx", "dw", "db"), found, exact, strict=True)
    return {name: float((f.double() - e).norm() / e.norm()) for name, f, e in pairs}


def wall_seconds(run: Callable[[], object], *, repeats: int = 30, calls: int = 10) -> float:
    """The median time of a call among calls issued one after the other."""
    run()
    times = []
    for _ in range(repeats):
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        torch.cuda.synchronize()
        start.record()
        for _ in range(calls):
            run()
        end.record()
        torch.cuda.synchronize()
        times.append(start.elapsed_time(end) / 1e3 / calls)
    return statistics.median(times)


def graph_seconds(runs: list[Callable[[], object]], *, repeats: int = 30) -> float:
    """The median time of one of ``runs``, all captured in one graph, after one another."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for run in runs:
            run()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for run in runs:
            run()
    return wall_seconds(graph.replay, repeats=repeats, calls=3) / len(runs)


def copy_bandwidth() -> float:
    """Bytes read and written a second by a copy of 1 GiB."""
    source = torch.empty(1 << 30, dtype=torch.uint8, device="cuda").random_()
    target = torch.empty_like(source)
    return 2 * source.nbytes / graph_seconds([lambda: target.copy_(source)])


def measure(name: str) -> dict[str, Any]:
    """Everything about one peer."""
    call = peers()[name]()
    if call is None:
        return {"missing": True}
    cache = torch.cuda.get_device_properties(0).L2_cache_size
    result: dict[str, Any] = {"copy": copy_bandwidth(), "cases": {}}
    for workload, channels_last, silu in cases():
        key = "/".join((workload.name, "channels_last" if channels_last else "contiguous", "silu" if silu else "plain"))
        try:
            result["cases"][key] = _measure(call, workload, channels_last, silu, cache)
        except Exception as error:
            result["cases"][key] = {"failed": f"{type(error).__name__}: {error}"[:300]}
        print(name, key, result["cases"][key], file=sys.stderr, flush=True)
        torch.cuda.empty_cache()
    return result


def _measure(call: Call, workload: Workload, channels_last: bool, silu: bool, cache: int) -> dict[str, Any]:
    given = tensors(workload, channels_last)
    found = errors(call, workload, silu, given)
    if not max(found.values()) < MOST_ERROR:
        return {"failed": f"relative errors {found}"}
    sets = max(1, min(2 * cache // given[0].nbytes + 1, 16))
    all_given = [given, *(tensors(workload, channels_last) for _ in range(sets - 1))]
    groups = workload.num_groups

    def forward(x: torch.Tensor, dy: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> Callable[[], object]:
        return lambda: call(x, groups, w, b, silu)

    def backward(x: torch.Tensor, dy: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> Callable[[], object]:
        leaves = [t.detach().requires_grad_() for t in (x, w, b)]
        y = call(leaves[0], groups, leaves[1], leaves[2], silu)
        return lambda: torch.autograd.grad(y, leaves, dy, retain_graph=True)

    floor = given[0].nbytes
    measured: dict[str, Any] = {"errors": found}
    for direction, prepare, passes in (("forward", forward, 2), ("backward", backward, 3)):
        with torch.set_grad_enabled(direction == "backward"):
            runs = [prepare(*one) for one in all_given]
            seconds = graph_seconds(runs)
            measured[direction] = {
                "wall_us": wall_seconds(runs[0]) * 1e6,
                "graph_us": seconds * 1e6,
                "floor_gb_s": passes * floor / seconds / 1e9,
            }
    return measured


def table(results: dict[str, Any]) -> str:
    """The Markdown table of the documentation: graph times of ours, and ours to each peer's as a speed-up."""
    ours = results["peers"]["typed_torch"]
    others = [name for name, peer in results["peers"].items() if name != "typed_torch" and "cases" in peer]
    lines = [
        f"{results['device']}, torch {results['torch']}, triton {results['triton']}, {results['date']}; bfloat16, "
        f"CUDA-graph time, copy {ours['copy'] / 1e12:.2f} TB/s. A peer's column is its time over ours.",
        "",
        f"| workload | direction | µs | of copy | {' | '.join(others)} |",
        f"| --- | --- | --- | --- | {' | '.join('---' for _ in others)} |",
    ]
    for key, direction in itertools.product(ours["cases"], ("forward", "backward")):
        mine = ours["cases"][key].get(direction)
        if mine is None:
            lines.append(f"| {key} | {direction} | {ours['cases'][key]['failed']} | | {' | ' * len(others)}")
            continue
        theirs = [results["peers"][name]["cases"].get(key, {}).get(direction) for name in others]
        ratios = ["-" if t is None else f"{t['graph_us'] / mine['graph_us']:.2f}" for t in theirs]
        share = mine["floor_gb_s"] * 1e9 / ours["copy"]
        lines.append(f"| {key} | {direction} | {mine['graph_us']:.1f} | {share:.0%} | {' | '.join(ratios)} |")
    return "\n".join(lines)


def main() -> None:
    """Run every peer, write the results and the table."""
    if not torch.cuda.is_available():
        sys.exit("no CUDA device: nothing was measured")
    import triton

    date = datetime.date.today().isoformat()
    device = torch.cuda.get_device_name()
    print(f"{device}, torch {torch.__version__}, triton {triton.__version__}", file=sys.stderr)
    results: dict[str, Any] = {"device": device, "torch": torch.__version__, "triton": triton.__version__, "date": date}
    results["peers"] = {}
    for name in peers():
        command = [sys.executable, __file__, name]
        # Read when our operations are first imported; without it the small shapes would time ATen.
        environment = os.environ | {"TYPED_TORCH_FUSED": "always"}
        output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=environment).stdout
        results["peers"][name] = json.loads(output) if output else {"missing": True}
    folder = Path(os.environ.get("OUT", ROOT / "benchmarks" / "results"))
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{device.replace(' ', '-')}-{torch.__version__}.json"
    file.write_text(json.dumps(results, indent=1) + "\n")
    print(table(results))
    if PAGE.exists():
        before, start, rest = PAGE.read_text().partition("<!-- measured -->\n")
        _, end, after = rest.partition("<!-- end of measured -->")
        PAGE.write_text(f"{before}{start}{table(results)}\n{end}{after}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
    else:
        main()
