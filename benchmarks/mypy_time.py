"""How long mypy takes on a typed file of 1,000 lines, torch in its cache: with the plugin against without."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 11
LINES = 1000

HEADER = '''\
"""A typed file: modules, functions and calls, as model code has them."""

from typing import Any, Generic, Literal as L, TypeVar

import typed_torch as tt
from typed_torch import CPU, Device, Float32, Tensor
from typed_torch.nn.functional import group_norm

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)
Dev = TypeVar("Dev", bound=Device)
'''

UNIT = '''

class Block{i}(tt.nn.Module, Generic[C]):
    """Two normalizations and a convolution."""

    def __init__(self, channels: int, groups: int = 8) -> None:
        super().__init__()
        self.first = tt.nn.GroupNorm[C](groups, channels)
        self.conv = tt.nn.Conv2d(channels, channels, 3, padding=1)
        self.second = tt.nn.GroupNorm[C](groups, channels, activation="silu")

    def forward(self, x: Tensor[tuple[N, C, H, W], Float32, Dev]) -> Tensor[tuple[N, C, H, W], Float32, Dev]:
        y: Tensor[tuple[N, C, H, W], Float32, Dev] = self.conv(self.first(x))
        return x + self.second(y)


def run{i}(x: Tensor[tuple[L[4], L[64], L[8], L[8]], Float32, CPU], count: int) -> list[float]:
    """Calls, and the plain Python around them."""
    weight, bias = tt.ones(64), tt.zeros(64)
    block = Block{i}[L[64]](64)
    losses: list[float] = []
    for step in range(count):
        y = group_norm(block(x), 8, weight, bias)
        z = group_norm(y, 32, {{"weight": weight, "eps": 1e-3}})
        losses.append(float((y + z).sum()) / (step + 1))
        if losses[-1] > 10.0:
            print(f"step {{step}}: {{losses[-1]:.3f}}")
    summary: dict[str, float] = {{"first": losses[0], "last": losses[-1], "mean": sum(losses) / len(losses)}}
    print(", ".join(f"{{name}} {{value:.2f}}" for name, value in sorted(summary.items())))
    return losses
'''


def main() -> None:
    """Print the median seconds of each, and the median of the ratios of paired runs."""
    units = (LINES - HEADER.count("\n")) // UNIT.count("\n") + 1
    source = HEADER + "".join(UNIT.format(i=i) for i in range(units))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        configurations = {"without": "[mypy]\nstrict = True\n"}
        configurations["with"] = configurations["without"] + "plugins = typed_torch.mypy_plugin\n"
        for configuration, text in configurations.items():
            (folder / f"{configuration}.ini").write_text(text)
            _mypy(folder, configuration, source)
        runs: dict[str, list[float]] = {configuration: [] for configuration in configurations}
        for number in range(ROUNDS):
            for configuration in configurations:
                runs[configuration].append(_mypy(folder, configuration, f"{source}# edited {number}\n"))
    ratio = statistics.median(a / b for a, b in zip(runs["with"], runs["without"], strict=True))
    medians = ", ".join(f"{configuration} {statistics.median(times):.2f} s" for configuration, times in runs.items())
    lines = source.count("\n")
    print(f"mypy --strict on {lines} typed lines, warm cache: {medians}, ratio {ratio:.3f} (at most 1.15)")


def _mypy(folder: Path, configuration: str, source: str) -> float:
    """The seconds one run takes on an edited file."""
    (folder / "typed.py").write_text(source)
    command = [sys.executable, "-m", "mypy", "--config-file", f"{configuration}.ini"]
    command += ["--cache-dir", f"cache-{configuration}", "typed.py"]
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
