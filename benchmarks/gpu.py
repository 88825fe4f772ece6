"""``make bench-gpu``: the fused group norm and its peers on a GPU, over the whole benchmark grid.

Each peer runs in a process of its own. A result is compared with float64 before it is timed, and ours has to be right.
Wall time is that of calls issued one after the other; graph time is that of replaying a CUDA graph of them, over inputs
that together are larger than the L2 cache. Bandwidth counts the floor, each tensor read or written once, against a copy
timed in the same process. Writes ``benchmarks/results/<device>-<torch version>.json``, after every case, and the tables
of ``docs/fused.md``, of every device that has a file. With ``--peers`` or ``--cases`` only these are measured, and join
what the file has; with ``--page`` nothing is, and the page is written.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import itertools
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any
from unittest import mock

import torch
import torch.nn.functional as F
from compiled import Variant, compile_ahead, steps_of, variant_of
from workloads import WORKLOADS, Workload, tensors

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "fused.md"
EPS = 1e-5
# Half a unit in the last place, in the Euclidean norm, with room for a second rounding; of float32 some sums.
MOST_ERROR = {"bfloat16": 2.0**-7, "float16": 2.0**-10, "float32": 1e-5}
_OURS = ("typed_torch", "pipelined")
_MOST_AT_ONCE = 12
"""Processes that use the GPU's memory at the same time."""

Call = Callable[..., torch.Tensor]


def peers() -> dict[str, Callable[[], Call | None]]:
    """What is compared: each gives ``call(x, num_groups, weight, bias, silu)``, or ``None`` where not installed."""
    return {
        "typed_torch": _ours, "pipelined": _pipelined, "eager": lambda: _eager, "compile": _compiled, "liger": _liger,
        "apex": _apex,
    }  # fmt: skip


def _ours() -> Call:
    import typed_torch

    operation = typed_torch.ops.group_norm.default
    return lambda x, groups, w, b, silu: operation(x, groups, w, b, EPS, "silu" if silu else None)


def _pipelined() -> Call:
    """Ours, pipelined where a cache would help, which the table does not choose yet; for the rest of the process."""
    from typed_torch.ops._group_norm import launch, tiers
    from typed_torch.ops._group_norm.aten import layout_of

    mock.patch.object(
        launch, "plan", lambda problem, count: tiers.pipelined(problem, count) or tiers.plan(problem, count)
    ).start()
    operation = _ours()

    def call(x: torch.Tensor, groups: int, w: torch.Tensor, b: torch.Tensor, silu: bool) -> torch.Tensor:
        of_input = x.shape, x.itemsize, layout_of(x), groups, x.device
        both = (
            launch.forward_launches(*of_input, EPS, silu),
            launch.backward_launches(*of_input, silu, wants_input=True, wants_parameters=True),
        )
        if not any(launches.counters for launches in both):
            raise NotImplementedError("neither direction is pipelined")
        return operation(x, groups, w, b, silu)

    return call


def _eager(x: torch.Tensor, groups: int, w: torch.Tensor, b: torch.Tensor, silu: bool) -> torch.Tensor:
    y = F.group_norm(x, groups, w, b, EPS)
    return F.silu(y) if silu else y


def _compiled() -> Call:
    torch._dynamo.config.cache_size_limit = 1000
    torch._functorch.config.donated_buffer = False  # type: ignore[attr-defined]  # or backward runs once only
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


def errors(call: Call, num_groups: int, silu: bool, given: tuple[torch.Tensor, ...]) -> dict[str, float]:
    """Relative errors of the result and the gradients against float64."""
    x, dy, w, b = given

    def differentiated(function: Call, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
        x, w, b, dy = inputs
        leaves = [t.detach().requires_grad_() for t in (x, w, b)]
        y = function(leaves[0], num_groups, leaves[1], leaves[2], silu)
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
    """The median time of one of ``runs``, all captured in one graph, after one another.

    What autograd runs it runs on the stream of the forward pass, so ``measure`` has all of them on one that can be
    captured.
    """
    for run in runs:
        run()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph, stream=torch.cuda.current_stream()):
        for run in runs:
            run()
    return wall_seconds(graph.replay, repeats=repeats, calls=3) / len(runs)


def copy_bandwidth() -> float:
    """Bytes read and written a second where 1 GiB is copied, by the driver or by a kernel, whichever is faster."""
    source = torch.empty(1 << 29, dtype=torch.bfloat16, device="cuda").normal_()
    target = torch.empty_like(source)
    ways = (lambda: target.copy_(source), lambda: torch.neg(source, out=target))
    return 2 * source.nbytes / min(wall_seconds(way) for way in ways)


def beyond_the_cache(workload: Workload, channels_last: bool) -> list[tuple[torch.Tensor, ...]]:
    """x, dy, weight and bias in bfloat16, at most 16 times, so that together they are larger than the L2 cache."""
    first = tensors(workload.shape, channels_last, device="cuda")
    cache = torch.cuda.get_device_properties(0).L2_cache_size
    sets = max(1, min(2 * cache // first[0].nbytes + 1, 16))
    return [first, *(tensors(workload.shape, channels_last, device="cuda") for _ in range(sets - 1))]


def measure(name: str, only: str) -> None:
    """Print what is found of one peer, an object of JSON a line: the copy, then each case among ``only``."""
    call = peers()[name]()
    if call is None:
        print(json.dumps({"missing": True}))
        return
    torch.cuda.set_stream(torch.cuda.Stream())
    if name in _OURS:
        _compile_all(only)
    elif name == "compile":
        _compile_all_by_inductor(only)
    # Of others, errors are compared with none of ours, and to compile them takes its time.
    dtypes = list(MOST_ERROR) if name in (*_OURS, "eager") else ["bfloat16"]
    print(json.dumps({"copy": copy_bandwidth()}), flush=True)
    for workload, channels_last, silu in cases():
        key = _key(workload, channels_last, silu)
        if not _is_among(key, only):
            continue
        try:
            found = _measure(call, workload, channels_last, silu, dtypes, must_be_right=name in _OURS)
        except Exception as error:
            found = {"failed": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps({"case": key, **found}), flush=True)
        torch.cuda.empty_cache()


def _compile_all(only: str) -> None:
    """Compile the kernels of ours that the cases need."""
    from typed_torch.ops._group_norm import launch
    from typed_torch.ops.setting import multiprocessors

    found: set[Variant] = set()
    for (workload, channels_last, silu), name, backward in itertools.product(cases(), MOST_ERROR, (False, True)):
        if _is_among(_key(workload, channels_last, silu), only):
            dtype = getattr(torch, name)
            problem = workload.problem(channels_last, backward, silu)
            problem = dataclasses.replace(problem, itemsize=dtype.itemsize)
            plan = launch.plan(problem, multiprocessors(torch.device("cuda")))
            found.update(variant_of(step, dtype) for step in steps_of(problem, plan).steps)
    compile_at_once(found)


def compile_at_once(variants: set[Variant]) -> None:
    """Compile them ahead on all cores; what fails does so again in its case."""
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        for one in [pool.submit(compile_ahead, variant) for variant in variants]:
            if error := one.exception():
                print(f"not compiled ahead: {error}", file=sys.stderr)


def _compile_all_by_inductor(only: str) -> None:
    """Have Inductor compile the cases in several processes; which kernel is fastest it finds out later, alone."""
    from torch._inductor.runtime.cache_dir_utils import cache_dir

    os.environ["TORCHINDUCTOR_COMPILE_THREADS"] = "1"
    chosen = [case for case in cases() if _is_among(_key(*case), only)]
    with ProcessPoolExecutor(min(os.cpu_count() or 1, _MOST_AT_ONCE), multiprocessing.get_context("spawn")) as pool:
        for one in [pool.submit(_compile_by_inductor, case) for case in chosen]:
            if error := one.exception():
                print(f"not compiled ahead: {error}", file=sys.stderr)
    for found in Path(cache_dir()).rglob("*.best_config"):
        found.unlink()


def _compile_by_inductor(case: tuple[Workload, bool, bool]) -> None:
    workload, channels_last, silu = case
    call, (x, dy, w, b) = _compiled(), tensors(workload.shape, channels_last, device="cuda")
    with torch.no_grad():
        call(x, workload.num_groups, w, b, silu)
    leaves = [t.requires_grad_() for t in (x, w, b)]
    torch.autograd.grad(call(leaves[0], workload.num_groups, leaves[1], leaves[2], silu), leaves, dy)
    torch.cuda.empty_cache()


def _measure(
    call: Call, workload: Workload, channels_last: bool, silu: bool, dtypes: list[str], must_be_right: bool
) -> dict[str, Any]:
    found: dict[str, dict[str, float]] = {}
    for dtype in dtypes:
        most = MOST_ERROR[dtype]
        given = tensors(workload.shape, channels_last, getattr(torch, dtype), "cuda")
        found[dtype] = errors(call, workload.num_groups, silu, given)
        if must_be_right and not max(found[dtype].values()) < most:
            return {"failed": f"relative errors in {dtype}: {found[dtype]}"}
    all_given = beyond_the_cache(workload, channels_last)
    groups = workload.num_groups

    def forward(x: torch.Tensor, dy: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> Callable[[], object]:
        return lambda: call(x, groups, w, b, silu)

    def backward(x: torch.Tensor, dy: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> Callable[[], object]:
        leaves = [t.detach().requires_grad_() for t in (x, w, b)]
        y = call(leaves[0], groups, leaves[1], leaves[2], silu)
        return lambda: torch.autograd.grad(y, leaves, dy, retain_graph=True)

    floor = all_given[0][0].nbytes
    measured: dict[str, Any] = {"errors": found}
    for direction, prepare, passes in (("forward", forward, 2), ("backward", backward, 3)):
        try:
            with torch.set_grad_enabled(direction == "backward"):
                runs = [prepare(*one) for one in all_given]
                seconds = graph_seconds(runs)
                measured[direction] = {
                    "wall_us": wall_seconds(runs[0]) * 1e6,
                    "graph_us": seconds * 1e6,
                    "floor_gb_s": passes * floor / seconds / 1e9,
                }
        except Exception as error:  # what is measured before it stays
            return measured | {"failed": f"{direction}: {type(error).__name__}: {error}"[:300]}
    return measured


def table(results: dict[str, Any]) -> str:
    """The Markdown table of the documentation: graph times of ours, and ours to each peer's as a speed-up."""
    ours = results["peers"]["typed_torch"]
    others = [name for name in peers() if name != "typed_torch" and "cases" in results["peers"].get(name, {})]
    lines = [
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


def aims(results: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What was aimed at on an H100, the aim, and what was measured: the worst case."""
    ours = results["peers"]["typed_torch"]

    def ratios(peer: str, direction: str, names: str, ends: str) -> list[float]:
        theirs = results["peers"].get(peer, {}).get("cases", {})
        return [
            theirs[key][direction]["graph_us"] / mine[direction]["graph_us"]
            for key, mine in ours["cases"].items()
            if key.endswith(ends) and any(name in key for name in names.split("|"))
            if direction in mine and direction in theirs.get(key, {})
        ]

    def speedup(values: list[float]) -> str:
        return f"{min(values):.2f} to {max(values):.2f}" if values else "not measured"

    layouts = [
        mine[direction]["graph_us"] / ours["cases"][key.replace("channels_last", "contiguous")][direction]["graph_us"]
        for key, mine in ours["cases"].items()
        for direction in ("forward", "backward")
        if "channels_last" in key and direction in mine
        if direction in ours["cases"].get(key.replace("channels_last", "contiguous"), {})
    ]
    shares = [
        mine[direction]["floor_gb_s"] * 1e9 / ours["copy"]
        for workload, channels_last, silu in cases()
        for direction in ("forward", "backward")
        for mine in [ours["cases"].get(_key(workload, channels_last, silu), {})]
        if direction in mine
        if workload.tier(channels_last=channels_last, backward=direction == "backward") != "split"
    ]
    eager = results["peers"].get("eager", {}).get("cases", {})
    excess = [
        value / eager[key]["errors"][dtype][name]
        for key, mine in ours["cases"].items()
        for dtype, of_dtype in mine.get("errors", {}).items()
        for name, value in of_dtype.items()
        if "errors" in eager.get(key, {})
    ]
    others = {
        peer: [r for direction in ("forward", "backward") for r in ratios(peer, direction, "", "")]
        for peer in ("compile", "liger")
    }
    return [
        ("forward, eager's time over ours: ResNet, SD", "2", speedup(ratios("eager", "forward", "ResNet|SD", "plain"))),
        ("VAE, video, audio", "5", speedup(ratios("eager", "forward", "VAE|video|audio", "plain"))),
        ("forward + SiLU: all", "3", speedup(ratios("eager", "forward", "", "silu"))),
        ("VAE", "6", speedup(ratios("eager", "forward", "VAE", "silu"))),
        ("backward: all", "1.7", speedup(ratios("eager", "backward", "", ""))),
        ("torch.compile's time over ours", "1.1, never below 1.0", speedup(others["compile"])),
        ("Liger's", "1.1, never below 1.0", speedup(others["liger"])),
        ("channels_last over contiguous", "at most 1.15", speedup(layouts)),
        ("of the copy's bandwidth, groups on chip", "0.75", speedup(shares)),
        ("error over eager's", "at most 1", speedup(excess)),
    ]


def _key(workload: Workload, channels_last: bool, silu: bool) -> str:
    return "/".join((workload.name, "channels_last" if channels_last else "contiguous", "silu" if silu else "plain"))


def _is_among(key: str, only: str) -> bool:
    return any(part in key for part in only.split("|"))


def _page(measured: list[dict[str, Any]]) -> str:
    """What the documentation shows: the aims beside what each device measured, then its table, folded."""
    devices = [f"{results['device'].removeprefix('NVIDIA ').partition(' ')[0]} measured" for results in measured]
    lines = [f"| | aim | {' | '.join(devices)} |", f"| --- | --- |{' --- |' * len(devices)}"]
    for rows in zip(*map(aims, measured), strict=True):
        lines.append(f"| {rows[0][0]} | {rows[0][1]} | {' | '.join(found for *_, found in rows)} |")
    for results in measured:
        copy = results["peers"]["typed_torch"]["copy"] / 1e12
        about = f"{results['device']}, torch {results['torch']}, triton {results['triton']}, {results['date']}"
        lines += ["", f"<details><summary>{about}</summary>", ""]
        lines += [f"bfloat16, CUDA-graph time, copy {copy:.2f} TB/s. A peer's column is its time over ours.", ""]
        lines += [table(results), "", "</details>"]
    return "\n".join(lines)


def _write_page(*folders: Path) -> None:
    """Write it from the files of ``folders``; of one name, the last."""
    files = {file.name: file for folder in folders for file in sorted(folder.glob("*.json"))}
    found = [json.loads(file.read_text()) for file in files.values()]
    page = _page([results for results in found if "cases" in results["peers"].get("typed_torch", {})])
    before, start, rest = PAGE.read_text().partition("<!-- measured -->\n")
    _, end, after = rest.partition("<!-- end of measured -->")
    PAGE.write_text(f"{before}{start}{page}\n{end}{after}")


def main() -> None:
    """Run the peers, write the results and the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=",".join(peers()), help="the peers to measure, by default all: %(default)s")
    parser.add_argument(
        "--cases", default="", help="only cases with this in their name, or one of several with | between"
    )
    parser.add_argument("--one", choices=peers(), help=argparse.SUPPRESS)
    parser.add_argument("--page", action="store_true", help="only write docs/fused.md from what was measured")
    chosen = parser.parse_args()
    if chosen.page:
        _write_page(RESULTS)
        return
    if not torch.cuda.is_available():
        sys.exit("no CUDA device: nothing was measured")
    if chosen.one:
        measure(chosen.one, chosen.cases)
        return
    import triton

    device = torch.cuda.get_device_name()
    folder = Path(os.environ.get("OUT", RESULTS))
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{device.replace(' ', '-')}-{torch.__version__.partition('+')[0]}.json"
    results: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {"peers": {}}
    date = datetime.date.today().isoformat()
    results |= {"device": device, "torch": torch.__version__, "triton": triton.__version__, "date": date}
    print(f"{device}, torch {torch.__version__}, triton {triton.__version__}", flush=True)
    for name in chosen.peers.split(","):
        for found in _measured_by_itself(name, chosen.cases):
            _add(results["peers"].setdefault(name, {}), found)
            file.write_text(json.dumps(results, indent=1) + "\n")
            print(name, json.dumps(found), flush=True)
    if "cases" in results["peers"].get("typed_torch", {}):
        print(table(results))
        _write_page(RESULTS, folder)


def _measured_by_itself(name: str, only: str) -> Iterator[dict[str, Any]]:
    """What a process of its own prints about a peer, line by line."""
    # Read when our operations are first imported; without it the small shapes would time ATen.
    environment = os.environ | {"TYPED_TORCH_FUSED": "always"}
    command = [sys.executable, __file__, "--one", name, "--cases", only]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        yield from map(json.loads, process.stdout)


def _add(peer: dict[str, Any], found: dict[str, Any]) -> None:
    """Add one line about a peer to what is known of it."""
    if "case" in found:
        peer.setdefault("cases", {})[found["case"]] = {name: value for name, value in found.items() if name != "case"}
    else:
        peer |= found


if __name__ == "__main__":
    main()
