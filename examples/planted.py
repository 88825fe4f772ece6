"""Type-checking the networks, and copies of them with bugs planted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["BUGS", "Bug", "check", "networks", "plant"]


@dataclass(frozen=True)
class Bug:
    """One mistake: what it is, and the line it replaces in part."""

    name: str
    right: str
    wrong: str


BUGS: Mapping[str, tuple[Bug, ...]] = {
    "network": (
        Bug("channel count", "self.to_deep = Conv(32, 64)", "self.to_deep = Conv(16, 64)"),
        Bug("wrong module order", "self.halve(self.to_middle(wide))", "self.to_middle(self.middle(wide))"),
        Bug("dtype", "tt.ones(1)", "tt.ones(1, dtype=tt.float64)"),
        Bug("device", "tt.full((1,), 2.0)", 'tt.full((1,), 2.0, device="cuda")'),
        Bug("divisibility", "tt.nn.GroupNorm(4, 16)", "tt.nn.GroupNorm(5, 16)"),
        Bug("rank", "net(tt.cat([bright, stark]))", "net(tt.randn(8, 64))"),
    ),
    "resnet": (
        Bug("flatten", "torch.flatten(x, 1)", "torch.flatten(x, 2)"),
        Bug("skip", "out = out + self.downsample(x)", "out = out + self.downsample(out)"),
        Bug("broadcasting", ".permute(0, 3, 1, 2)", ".permute(0, 3, 2, 1)"),
    ),
    "unet": (
        Bug("einsum", '"nhij,nhcj->nhci"', '"nhji,nhjc->nhci"'),
        Bug("skip of another level", "torch.cat([h, h2], dim=1)", "torch.cat([h, h1], dim=1)"),
        Bug("dim", "torch.cat([h, h3], dim=1)", "torch.cat([h, h3], dim=2)"),
    ),
    "transformer": (
        Bug("transpose", "q @ k.transpose(-2, -1)", "q @ k"),
        Bug("device", "dtype=torch.bool, device=x.device", "dtype=torch.bool"),
        Bug("width", "nn.Linear(4 * dim, dim)", "nn.Linear(3 * dim, dim)"),
    ),
}


def networks() -> dict[str, str]:
    """The source of each network, by name."""
    return {name: Path(__file__).with_name(f"{name}.py").read_text() for name in BUGS}


def plant(name: str, source: str) -> tuple[str, dict[int, Bug]]:
    """``source``, of the network ``name``, with every bug planted, and the line each stands on."""
    places = {}
    for bug in BUGS[name]:
        before, found, after = source.partition(bug.right)
        if not found:
            raise ValueError(f"{name} has no line with {bug.right!r}")
        source = before + bug.wrong + after
        places[before.count("\n") + 1] = bug
    return source, places


def check(sources: Mapping[str, str], folder: Path) -> str:
    """What ``mypy --strict`` with the plugin says of ``sources``; the folder keeps mypy's cache between calls."""
    (folder / "mypy.ini").write_text(
        "[mypy]\nstrict = True\nallow_redefinition = True\nplugins = typed_torch.mypy_plugin\n"
    )
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source)
    command = [sys.executable, "-m", "mypy", "--no-color-output", *(f"{name}.py" for name in sources)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
