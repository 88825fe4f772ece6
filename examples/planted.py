"""Type-checking the network, and a copy of it with six bugs planted."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["BUGS", "NETWORK", "Bug", "check", "plant"]

NETWORK = Path(__file__).with_name("network.py")


@dataclass(frozen=True)
class Bug:
    """One mistake: what it is, and the line it replaces in part."""

    name: str
    right: str
    wrong: str


BUGS = (
    Bug("channel count", "self.to_deep = Conv(32, 64)", "self.to_deep = Conv(16, 64)"),
    Bug("wrong module order", "self.halve(self.to_middle(wide))", "self.to_middle(self.middle(wide))"),
    Bug("dtype", "tt.ones(1)", "tt.ones(1, dtype=tt.float64)"),
    Bug("device", "tt.full((1,), 2.0)", 'tt.full((1,), 2.0, device="cuda")'),
    Bug("divisibility", "tt.nn.GroupNorm(4, 16)", "tt.nn.GroupNorm(5, 16)"),
    Bug("rank", "net(tt.cat([bright, stark]))", "net(tt.randn(8, 64))"),
)


def plant(source: str) -> tuple[str, dict[int, Bug]]:
    """``source`` with every bug planted, and the line each stands on."""
    places = {}
    for bug in BUGS:
        before, found, after = source.partition(bug.right)
        if not found:
            raise ValueError(f"the network has no line with {bug.right!r}")
        source = before + bug.wrong + after
        places[before.count("\n") + 1] = bug
    return source, places


def check(source: str, folder: Path) -> str:
    """What ``mypy --strict`` with the plugin says of ``source``; the folder keeps mypy's cache between calls."""
    (folder / "mypy.ini").write_text("[mypy]\nstrict = True\nplugins = typed_torch.mypy_plugin\n")
    (folder / "network.py").write_text(source)
    command = [sys.executable, "-m", "mypy", "--no-color-output", "network.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
