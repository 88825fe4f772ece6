"""The stubs say what is there at run time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ALLOWLIST = Path(__file__).with_name("stubtest-allowlist.txt")


def test_stubtest(tmp_path: Path) -> None:
    command = [Path(sys.executable).with_name("stubtest"), "typed_torch", "--allowlist", ALLOWLIST]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
