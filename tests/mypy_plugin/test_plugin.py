"""The plugin inside mypy: what it imports, and what it does to mypy's cache."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from checkers import CONFIGURATION, MYPY, mypy_cache

from typed_torch.mypy_plugin import digest
from typed_torch.mypy_plugin.fullnames import public_path

CALL = "import typed_torch as tt\ntt.nn.GroupNorm(4, 6)\n"
MESSAGE = "GroupNorm: num_channels (6) is not divisible by num_groups (4)"


def _mypy(folder: Path, configuration: str, cache: Path, prelude: str = "", **environment: str) -> str:
    (folder / "mypy.ini").write_text(configuration)
    command = f"{prelude}\nfrom mypy import api\nprint(api.run(['--cache-dir', {str(cache)!r}, 'call.py'])[0])"
    done = subprocess.run(
        [sys.executable, "-c", command],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@MYPY
def test_it_never_imports_torch(tmp_path: Path) -> None:
    (tmp_path / "call.py").write_text(CALL)
    blocked = "import sys; sys.modules['torch'] = None"
    output = _mypy(tmp_path, CONFIGURATION["plugin.ini"], mypy_cache("plugin.ini"), blocked)
    assert MESSAGE in output


@pytest.mark.slow
def test_another_version_of_the_rules_checks_again_what_mypy_has_cached(tmp_path: Path) -> None:
    (tmp_path / "call.py").write_text(CALL)
    (tmp_path / "versioned.py").write_text(
        "import os, typed_torch.mypy_plugin as p\n"
        "p.digest = lambda: os.environ['VERSION']\n"
        "if os.environ['RULES'] == 'none': p.RULES.clear()\n"
        "plugin = p.plugin\n"
    )
    cache = tmp_path / "cache"
    # Nothing here depends on torch's own stubs, which take mypy half a minute.
    without_torch = "[mypy-torch.*]\nfollow_imports = skip\nfollow_imports_for_stubs = True\n"

    def run(version: str, rules: str) -> str:
        return _mypy(tmp_path, f"[mypy]\nplugins = versioned.py\n{without_torch}", cache, VERSION=version, RULES=rules)

    assert MESSAGE not in run("1", rules="none")
    assert MESSAGE not in run("1", rules="all"), "nothing told mypy that its cache is stale"
    assert MESSAGE in run("2", rules="all")


@MYPY
def test_a_file_is_read_alike_where_only_what_it_imports_has_changed(tmp_path: Path) -> None:
    (tmp_path / "library.py").write_text("def steps() -> int:\n    return 1\n")
    (tmp_path / "call.py").write_text(SWAPPED)
    cache = tmp_path / "cache"
    shutil.copytree(mypy_cache("plugin.ini"), cache)
    assert "Success" in _mypy(tmp_path, CONFIGURATION["plugin.ini"], cache)
    (tmp_path / "library.py").write_text("def steps() -> bool:\n    return True\n")
    assert "Success" in _mypy(tmp_path, CONFIGURATION["plugin.ini"], cache)


SWAPPED = """# mypy: allow-redefinition
from typing import Literal as L
from typed_torch import CPU, Float32, Tensor
from library import steps

def swapped(x: Tensor[tuple[L[2], L[3]], Float32, CPU], y: Tensor[tuple[L[4], L[3]], Float32, CPU]) -> None:
    a, b = x.mT, y
    a, b = b.mT, a.mT
    print(b.view(6), steps())
"""


@MYPY
def test_what_another_file_makes_is_known_from_the_cache_too(tmp_path: Path) -> None:
    (tmp_path / "blocks.py").write_text(BLOCKS)
    (tmp_path / "call.py").write_text(NET)
    cache = tmp_path / "cache"
    shutil.copytree(mypy_cache("plugin.ini"), cache)
    errors = [_mypy(tmp_path, CONFIGURATION["plugin.ini"], cache)]
    (tmp_path / "call.py").write_text(f"{NET}\n")
    errors.append(_mypy(tmp_path, CONFIGURATION["plugin.ini"], cache))
    assert errors[0] == errors[1]
    assert [line for line in errors[0].splitlines() if "error:" in line] == [
        "call.py:18: error: Conv2d: input must have in_channels (8) in dimension 1, got 16  [tensor-shape]",
        "call.py:19: error: Pointwise: x must have shape (N, 4, W), got (2, 16, 64)  [tensor-shape]",
    ]
    (tmp_path / "blocks.py").write_text(BLOCKS.replace("kernel: int = 3", "kernel: int = 5"))
    assert "call.py:16" in _mypy(tmp_path, CONFIGURATION["plugin.ini"], cache)


BLOCKS = """
from typing import Generic, Literal, TypeVar
from torch import nn
from typed_torch import CPU, Float32, Tensor

C = TypeVar("C", bound=int)
N = TypeVar("N", bound=int)
W = TypeVar("W", bound=int)

class Pointwise(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(channels, channels, 1)

    def forward(self, x: Tensor[tuple[N, C, W], Float32, CPU]) -> Tensor[tuple[N, C, W], Float32, CPU]:
        return self.conv(x)

class ConvNorm(nn.Sequential):
    def __init__(self, width: int, out: int, kernel: int = 3, stride: int = 1) -> None:
        padding = (kernel - 1) // 2
        super().__init__(nn.Conv2d(width, out, kernel, stride, padding), nn.BatchNorm2d(out), nn.ReLU())

class Transition(nn.Sequential, Generic[C]):
    def __init__(self, channels: C) -> None:
        super().__init__()
        self.norm, self.pool = nn.BatchNorm2d(channels), nn.AvgPool2d(2)

def conv(width: int, out: int, kernel: int = 3) -> nn.Conv2d:
    return nn.Conv2d(width, out, kernel)

class Staged(nn.Module):
    def stage(self, width: int, blocks: int) -> nn.Sequential:
        layers: list[nn.Module] = [conv(width, 2 * width, 1)]
        for _ in range(blocks):
            layers.append(ConvNorm(2 * width, 2 * width))
        return nn.Sequential(*layers)
"""

NET = """
from typing import Literal as L
from typed_torch import CPU, Float32, Tensor
from blocks import ConvNorm, Pointwise, Staged, Transition, conv

class Net(Staged):
    def __init__(self) -> None:
        super().__init__()
        self.stem, self.down = ConvNorm(3, 8, stride=2), Transition(8)
        self.body, self.head, self.pointwise = self.stage(8, 3), conv(16, 4), Pointwise(4)

    def forward(self, x: Tensor[tuple[L[2], L[3], L[32], L[32]], Float32, CPU]) -> Tensor[
        tuple[L[2], L[4], L[6], L[6]], Float32, CPU
    ]:
        y = self.body(self.down(self.stem(x)))
        z: Tensor[tuple[L[2], L[4], L[6], L[6]], Float32, CPU] = self.head(y)
        print(z)
        print(self.body(y))
        print(self.pointwise(self.head(y).flatten(2)), self.pointwise(y.flatten(2)))
        return self.head(y)
"""


def test_the_digest_changes_with_any_source_that_decides(tmp_path: Path) -> None:
    for name in ("errors.py", "shape/normalization.py", "mypy_plugin/rules.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    seen = {digest(tmp_path)}
    for name in ("errors.py", "shape/normalization.py", "mypy_plugin/rules.py"):
        (tmp_path / name).write_text("changed = True")
        seen.add(digest(tmp_path))
    assert len(seen) == 4


def test_names_in_the_stubs_are_reached_by_their_public_path() -> None:
    assert public_path("typed_torch.nn.functional._normalization.group_norm") == "nn.functional.group_norm"
    assert public_path("typed_torch._linalg.matmul") == "matmul"
    assert public_path("torch.matmul") is None
