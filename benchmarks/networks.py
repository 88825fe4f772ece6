"""What checking the networks of ``examples`` costs, before they run and while they do, and what a rule costs to write.

mypy with the plugin against mypy without it, in time and memory; ResNet-50 against its untyped twin; the share of
PyTorch's own samples of which the rules know shape and dtype exactly; the lines of an operation; and what mypy says
with the plugin, and not without it, of published models that mention nothing of ours.
"""

from __future__ import annotations

import inspect
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import torch

ROOT = Path(__file__).parents[1]
sys.path += [str(ROOT / "examples"), str(ROOT / "tests" / "examples"), str(ROOT / "tests" / "shape")]

ROUNDS = 7


def main() -> None:
    """Print every number."""
    _mypy()
    _resnet()
    _samples()
    _lines()
    _false_alarms()


def _mypy() -> None:
    from running import NETWORKS, source

    sources = {f"{name}.py": source(name) for name in NETWORKS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        configurations = {"without": "[mypy]\nallow_redefinition = True\n"}
        configurations["with"] = configurations["without"] + "plugins = typed_torch.mypy_plugin\n"
        runs: dict[str, list[tuple[float, int]]] = {configuration: [] for configuration in configurations}
        for configuration, text in configurations.items():
            (folder / f"{configuration}.ini").write_text(text)
            _checked(folder, configuration, sources, -1)
        for number in range(ROUNDS):
            for configuration, found in runs.items():
                found.append(_checked(folder, configuration, sources, number))
    for index, (what, unit) in enumerate((("time", "s"), ("memory", "KiB"))):
        ratio = statistics.median(a[index] / b[index] for a, b in zip(runs["with"], runs["without"], strict=True))
        medians = {name: statistics.median(run[index] for run in found) for name, found in runs.items()}
        shown = ", ".join(f"{name} {median:,.6g} {unit}" for name, median in medians.items())
        print(f"mypy on {len(NETWORKS)} networks, warm cache, {what}: {shown}, ratio {ratio:.2f} (at most 1.25)")


def _checked(folder: Path, configuration: str, sources: dict[str, str], edit: int) -> tuple[float, int]:
    """The seconds and the most memory that one run takes on edited files."""
    for name, text in sources.items():
        (folder / name).write_text(f"{text}# edited {edit}\n")
    command = [sys.executable, "-m", "mypy", "--config-file", f"{configuration}.ini"]
    command += ["--cache-dir", f"cache-{configuration}", *sources]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return time.perf_counter() - start, usage.ru_maxrss


def _resnet() -> None:
    from plain import PlainResNet
    from resnet import ResNet

    torch.manual_seed(0)
    typed, plain = ResNet(classes=10, width=64), PlainResNet(num_classes=10)
    plain.load_state_dict(typed.state_dict())
    x, runs = torch.randn(1, 3, 64, 64), defaultdict[str, list[float]](list)
    with torch.no_grad():
        torch.testing.assert_close(typed(x), plain(x))
        for _ in range(60):
            for name, net in (("typed", typed), ("plain", plain)):
                start = time.perf_counter()
                net(x)
                runs[name].append(time.perf_counter() - start)
    ratio = statistics.median(a / b for a, b in zip(runs["typed"], runs["plain"], strict=True))
    print(f"forward of the typed ResNet-50 / its untyped twin: {ratio:.3f} (1.00 within noise)")


def _samples() -> None:
    import test_against_samples as against

    counts: Counter[str] = Counter()
    by_values: Counter[str] = Counter()
    wrong = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for entry in against.entries():
            (op,) = entry.values
            if torch.float32 in op.supported_dtypes("cpu"):
                for rule, _, known, real in against.verdicts(op, torch.float32):
                    found = by_values if rule.name in SIZED_BY_VALUES else counts
                    wrong += not against.agree(known, real, found)
    everything = counts + by_values
    print(
        f"results of PyTorch's float32 samples known exactly: {_share(everything)} (at least 95 %), in part "
        f"{everything['in part']}, not {everything['unknown']}; disagreements {wrong} (0); "
        f"but for {', '.join(sorted(SIZED_BY_VALUES))}, whose sizes the values decide: {_share(counts)}"
    )


SIZED_BY_VALUES = {"argwhere", "masked_select", "nonzero", "unique", "unique_consecutive"}


def _share(counts: Counter[str]) -> str:
    total = sum(counts.values())
    return f"{counts['exact']} of {total}, {counts['exact'] / total:.1%}"


def _lines() -> None:
    from typed_torch.shape import RULES

    names: dict[object, list[str]] = defaultdict(list)
    for path, rule in RULES.items():
        names[rule.function].append(path)
    lines = {function: _length(function) for function in names}
    by_name = [lines[function] / len(paths) for function, paths in names.items() for _ in paths]
    median = statistics.median(lines.values())
    print(
        f"{len(RULES)} names of {len(names)} rules: {median:.0f} lines a rule in the median, "
        f"documentation and all, {statistics.median(by_name):.1f} a name (under 15); "
        "torch's own stubs and samples serve as stub and test"
    )


PACKAGES = ("monai.networks.blocks", "monai.networks.nets", "diffusers.models.unets")


def _false_alarms() -> None:
    found: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        for configuration, plugin in (("without", ""), ("with", "plugins = typed_torch.mypy_plugin\n")):
            (Path(name) / "mypy.ini").write_text(
                f"[mypy]\nignore_missing_imports = True\nfollow_imports = silent\ncheck_untyped_defs = True\n{plugin}"
            )
            command = [sys.executable, "-m", "mypy", "--cache-dir", f"cache-{configuration}", "--no-error-summary"]
            command += [argument for package in PACKAGES for argument in ("-p", package)]
            done = subprocess.run(command, cwd=name, capture_output=True, text=True, check=False)
            if done.returncode not in {0, 1}:
                raise RuntimeError(done.stdout + done.stderr)
            found[configuration] = {line for line in done.stdout.splitlines() if ": error:" in line}
    more = sorted(found["with"] - found["without"])
    print(
        f"{', '.join(PACKAGES)}: {len(found['without'])} errors of mypy without the plugin, {len(found['with'])} with; "
        f"beyond those without: {len(more)} (0)"
    )
    for line in more:
        print(f"  {line}")


def _length(function: Any) -> int:
    """The lines that are not empty, from the first decorator on."""
    return sum(bool(line.strip()) for line in inspect.getsource(function).splitlines())


if __name__ == "__main__":
    main()
