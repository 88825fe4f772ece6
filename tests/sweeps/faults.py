"""Plant ten faults, one after the other, in a copy of the checkout, and see the tests of ``make quick`` turn red.

    python tests/sweeps/faults.py            all ten (``make faults``)
    python tests/sweeps/faults.py 3 7        the third and the seventh

Prints a table of which test caught what; exits with an error if a fault is not caught.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Fault(NamedTuple):
    """A mistake that a change might make: where, and what stands there right and wrong."""

    name: str
    path: str
    right: str
    wrong: str


FAULTS = (
    Fault(
        "rule: a remainder is no reason to refuse", "typed_torch/shape/require.py",
        "possibly_equal(total % parts, 0)", "possibly_equal(total, total)",
    ),
    Fault(
        "rule: cat keeps the first size where they add up", "typed_torch/shape/joining.py",
        "reduce(plus if index == axis", "reduce(same_size if index == axis",
    ),
    Fault(
        "rule: a size of 1 does not stretch on the left", "typed_torch/shape/broadcasting.py",
        "if is_known(x) and x == 1:\n        return y", "if is_known(x) and x == 1:\n        return x",
    ),
    Fault(
        "plugin: type variables are no sizes", "typed_torch/mypy_plugin/convert.py",
        "else symbol_of(proper)\n    if", "else UNKNOWN\n    if",
    ),
    Fault(
        "plugin: sizes that arguments share are not compared", "typed_torch/mypy_plugin/typed_calls.py",
        "call.context, pattern, spec, sizes, argument", "call.context, pattern, spec, {}, argument",
    ),
    Fault(
        "facade: dtypes are not part of what is remembered", "typed_torch/_facade.py",
        "return value.shape, value.dtype, value.device", "return value.shape, value.device",
    ),
    Fault(
        "facade: an option of the dict is dropped", "typed_torch/nn/functional/_normalization.py",
        'merged.get("weight"), merged.get("bias")', 'merged.get("weight"), None',
    ),
    Fault(
        "kernel: eps is left out", "typed_torch/ops/kernels/group_norm_forward.py",
        "rstd = reciprocal_deviation(squares - rest * rest, EPS, ACC)\n\n    weight, bias",
        "rstd = reciprocal_deviation(squares - rest * rest, 0.0, ACC)\n\n    weight, bias",
    ),
    Fault(
        "kernel: streamed backward sums its blocks but the last", "typed_torch/ops/kernels/group_norm_backward.py",
        "weighted_b += weight * b\n    if dx_ptr", "weighted_b = weight * b\n    if dx_ptr",
    ),
    Fault(
        "kernel: a tile reads one channel too many", "typed_torch/ops/kernels/tiles.py",
        "exists = (first + lane < span) & (start + lane < channels)", "exists = first + lane <= span",
    ),
)  # fmt: skip


def planted(fault: Fault, folder: Path) -> Path:
    """A copy of the checkout with the fault in it."""
    copy = folder / "typed_torch"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    source = copy / fault.path
    text = source.read_text()
    if text.count(fault.right) != 1:
        raise ValueError(f"{fault.path} has {fault.right!r} {text.count(fault.right)} times, not once")
    source.write_text(text.replace(fault.right, fault.wrong))
    return copy


def caught(fault: Fault) -> str | None:
    """The first test of ``make quick`` that fails with the fault in place; ``None`` if all pass."""
    with tempfile.TemporaryDirectory() as folder:
        copy = planted(fault, Path(folder))
        if (known := ROOT / ".mypy_cache" / "tests").exists():
            shutil.copytree(known, copy / ".mypy_cache" / "tests")
        venv = Path(sys.prefix)
        # The installed package stays as it is; the copy comes before it.
        command = ["make", "--old-file", venv / "installed", f"VENV={venv}", "quick"]
        # The test that a fault's text is there once would see any fault.
        options = "--maxfail=1 --ignore tests/sweeps/test_faults.py"
        environment = {**os.environ, "PYTHONPATH": str(copy), "PYTEST_ADDOPTS": options}
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"make quick failed, but no test did:\n{done.stdout}{done.stderr}")
    return found[1]


def main(chosen: list[int]) -> None:
    missed = 0
    for number in chosen:
        fault = FAULTS[number - 1]
        test = caught(fault)
        missed += test is None
        print(f"| {number} | {fault.name} | {'NOT CAUGHT' if test is None else test} |", flush=True)
    print(f"\n{len(chosen) - missed} of {len(chosen)} caught")
    sys.exit(missed > 0)


if __name__ == "__main__":
    main([*map(int, sys.argv[1:])] or [*range(1, len(FAULTS) + 1)])
