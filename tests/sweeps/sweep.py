"""The sweeps, tests that take long: run in full where what they depend on has changed, else a sample.

    python tests/sweeps/sweep.py             all of them, each in full or sampled (``make sweeps``)
    python tests/sweeps/sweep.py emulate     one of them, in full (``make emulate``)
    python tests/sweeps/sweep.py --unchanged interpret     succeeds if nothing it depends on has changed since it passed

A sweep that passes in full is recorded, with a digest of what it depends on, in ``recorded.json``: commit that.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
RECORDS = Path(__file__).with_name("recorded.json")
FUSED = {"TYPED_TORCH_FUSED": "always", "TRITON_INTERPRET": "1"}

# Rules, namespaces, and the tests of what is registered are not among the sources: `make test` runs those in full.
KERNELS = (
    "typed_torch/ops/**/*.py", "typed_torch/_warning.py", "typed_torch/errors.py", "tests/conftest.py",
    "tests/ops/*/*.py", "benchmarks/planned.py",
)  # fmt: skip
EMULATOR = ("emulator/**/*.py", "emulator/**/*.c")


class Sweep(NamedTuple):
    """What pytest is called with, and the files and pinned packages that its result depends on.

    Where nothing has changed, a ``sample`` stands in for it; ``otherwise`` says so.
    """

    arguments: Sequence[str]
    marks: str
    environment: Mapping[str, str]
    sources: Sequence[str]
    packages: Sequence[str]
    sample: str = "values"
    otherwise: str = "a sample"

    def files(self, root: Path) -> Iterator[Path]:
        for pattern in self.sources:
            found = sorted(root.glob(pattern))
            if not found:
                raise FileNotFoundError(f"no file of a sweep's sources matches {pattern}")
            yield from found

    def digest(self, root: Path = ROOT) -> str:
        """Of how it runs, and of everything that it depends on."""
        pinned = re.findall(rf"^(?:{'|'.join(self.packages)})==.*$", (root / "constraints.txt").read_text(), re.M)
        assert len(pinned) == len(self.packages), (pinned, self.packages)
        total = hashlib.sha256(repr((self.arguments, self.marks, sorted(self.environment.items()), pinned)).encode())
        for path in self.files(root):
            total.update(f"\n{path.relative_to(root)}\n".encode())
            total.update(path.read_bytes())
        return total.hexdigest()

    def run(self, sample: str = "everything") -> str:
        """The closing line of pytest's; ends this program where a test fails."""
        marks = self.marks if sample == "everything" else f"{self.marks} and not swept"
        command = [sys.executable, "-m", "pytest", *self.arguments, "-m", marks, "--sample", sample]
        done = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **self.environment}, stdout=subprocess.PIPE, text=True
        )
        last = ""
        assert done.stdout is not None
        for line in done.stdout:
            print(line, end="", flush=True)
            last = line.strip() or last
        if done.wait():
            sys.exit(done.returncode)
        return last.strip("= ")


SWEEPS: Mapping[str, Sweep] = {
    "long": Sweep(
        ["-n", "auto", "--dist", "loadgroup", "--long", "only"],
        "not compiled",
        {},
        (
            "typed_torch/**/*.py", "stubs/**/*.py*", "tests/conftest.py", "tests/sweeps/long.py",
            "tests/sweeps/*sampling.py", "tests/convert/**/*.py", "tests/distributed/*.py", "tests/integration/*.py",
            "tests/nn/**/*.py", "tests/notebook/*.py", "tests/shape/test_against_samples.py",
            "tests/typing/test_*.py", "tests/examples/*.py", "examples/*.ipynb", "examples/*.py",
        ),
        ("torch", "triton", "numpy", "pytest", "mypy"),
        sample="",
        otherwise="nothing more is run",
    ),
    "interpret": Sweep(
        ["-n", "auto", "--dist", "loadgroup", "tests/ops", "tests/nn", "tests/convert"],
        "not compiled",
        FUSED,
        (
            *KERNELS, "typed_torch/_arguments.py", "typed_torch/_compiling.py", "typed_torch/_facade.py",
            "typed_torch/_tracebacks.py", "typed_torch/_convert/*.py", "typed_torch/nn/**/_[a-z]*.py",
            "tests/nn/**/*.py", "tests/convert/**/*.py",
        ),
        ("torch", "triton", "numpy", "pytest", "diffusers", "monai"),
        sample="",
        otherwise="make test runs a sample",
    ),
    "emulate": Sweep(
        ["-n", "auto", "--dist", "loadgroup", "--emulated", "tests/ops"],
        "kernels",
        FUSED,
        (*KERNELS, *EMULATOR),
        ("torch", "triton", "numpy", "pytest"),
    ),
    "kernels": Sweep(
        ["tests/ops"],
        "compiled",
        {},
        (
            "typed_torch/ops/kernels/*.py", "typed_torch/ops/_*/aten.py", "typed_torch/ops/_*/launch.py",
            "typed_torch/ops/_*/problems.py", "typed_torch/ops/_*/results.py", "typed_torch/ops/_*/tiers.py",
            "tests/ops/_*/kernel_cases.py", "tests/ops/_*/test_addresses.py",
            "tests/ops/_*/test_compilation.py", "emulator/emulated/*.py", "benchmarks/compiled.py",
            "benchmarks/cache.py", "benchmarks/instructions.py", "benchmarks/sectors.py", "benchmarks/workloads.py",
        ),
        ("torch", "triton", "numpy", "pytest"),
    ),
}  # fmt: skip


def _recorded() -> dict[str, dict[str, str]]:
    records: dict[str, dict[str, str]] = json.loads(RECORDS.read_text()) if RECORDS.exists() else {}
    return records


def in_full(name: str) -> None:
    """Run a sweep in full, and record that it passed."""
    began = time.monotonic()
    digest = SWEEPS[name].digest()
    closing = SWEEPS[name].run()
    if SWEEPS[name].digest() != digest:
        sys.exit(f"{name}: a source changed while the sweep ran, so its result is not recorded")
    minutes = f"{(time.monotonic() - began) / 60:.1f} minutes"
    records = _recorded() | {name: {"digest": digest, "passed": closing, "took": minutes}}
    RECORDS.write_text(json.dumps(dict(sorted(records.items())), indent=2) + "\n")
    print(f"{name}: in full, {minutes}; recorded in {RECORDS.relative_to(ROOT)}", flush=True)


def passed(name: str) -> str | None:
    """How the recorded run ended; ``None`` if a source has changed since, or if there was none."""
    record = _recorded().get(name)
    return record["passed"] if record is not None and record["digest"] == SWEEPS[name].digest() else None


def as_needed(name: str) -> None:
    """In full where a source has changed since the recorded run, else a sample."""
    closing = passed(name)
    if closing is not None:
        sample = SWEEPS[name].sample
        print(f"\n{name}: sources as recorded ({closing}); {SWEEPS[name].otherwise}", flush=True)
        if sample:
            SWEEPS[name].run(sample)
    else:
        print(f"\n{name}: a source has changed since the recorded run; in full", flush=True)
        in_full(name)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--unchanged"]:
        for given in sys.argv[2:]:
            closing = passed(given)
            if closing is None:
                sys.exit(f"{given}: a source has changed since the recorded run")
            print(f"{given}: sources as recorded ({closing})")
    elif sys.argv[1:]:
        for given in sys.argv[1:]:
            in_full(given)
    else:
        for each in SWEEPS:
            as_needed(each)
