"""What mypy finds by itself, wrong returns and assignments, said in our words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from checkers import CONFIGURATION, MYPY, mypy_cache
from checking import mypy

SOURCE = """\
from typing import Any, Generic, TypeVar
from typing import Literal as L

import torch

from typed_torch import CPU, CUDA, Dim, Float16, Float32, Floating, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
H = TypeVar("H", bound=int)
F = TypeVar("F", bound=Floating)
X = Tensor[tuple[N, C, H], Float32, CPU]

def shape(x: X[N, C, H]) -> X[N, H, C]:
    return x

def computed(x: X[N, C, H]) -> X[N, C, H]:
    half = x[..., : x.size(2) // 2]
    return torch.cat([half, half], dim=2)

def dtype(x: X[N, C, H]) -> Tensor[tuple[N, C, H], Float16, CPU]:
    return x

def family(x: Tensor[tuple[N], F, CPU]) -> Tensor[tuple[N], Float16, CPU]:
    return x

def device(x: X[N, C, H]) -> Tensor[tuple[N, C, H], Float32, CUDA] | None:
    return x

def pair(x: X[N, C, H]) -> tuple[X[N, C, H], X[N, C, L[1]] | None]:
    return x, x.mean(2)

def assigned(x: X[N, C, H]) -> None:
    y: X[H, C, N] = x
    z: list[X[H, C, N]] = [x]
    d: dict[str, X[H, C, N]] = {"x": x}
    n: int = x

class Holder(Generic[N]):
    kept: Tensor[tuple[N, Any, Dim[L["2 * N"]]], Float32, CPU]

    def keep(self, x: Tensor[tuple[N, C, N], Float32, CPU]) -> None:
        self.kept = x

def ignored(x: X[N, C, H]) -> X[N, H, C]:
    return x  # type: ignore[tensor-shape]

def pooled(x: X[N, C, H], y: Tensor, z: torch.Tensor) -> X[N, C, L[1]]:
    return torch.max(x, 2, keepdim=True)[0]

def plain(x: torch.Tensor, y: torch.Tensor | None) -> None:
    pooled(x, x, x)
    pooled(y, y, x)
    pooled(x, x, x)  # type: ignore[arg-type]
"""

EXPECTED = """\
15: error: shape: result must have shape (N, H, C), got (N, C, H)  [tensor-shape]
15: note:   result       float32 cpu (N, C, H)
19: error: computed: result must have shape (N, C, H), got (N, C, 2 * (H // 2)): H and 2 * (H // 2) differ when H is odd  [tensor-shape]
19: note:   result       float32 cpu (N, C, 2 * (H // 2)): if it never is, say so: Dim[Literal["2 * H"]]
19: note:   H // 2       since line 18
19: note:   result       annotated in line 17
22: error: dtype: result must be float16, got float32  [tensor-dtype]
22: note:   result       float32 cpu (N, C, H)
25: error: family: result must be float16, got F  [tensor-dtype]
25: note:   result       F cpu (N,)
28: error: device: result must be on cuda, got cpu  [tensor-device]
28: note:   result       float32 cpu (N, C, H)
31: error: pair: result[1] must have shape (N, C, 1), got (N, C)  [tensor-shape]
31: note:   result       float32 cpu (N, C)
34: error: value must have shape (H, C, N), got (N, C, H)  [tensor-shape]
34: note:   value        float32 cpu (N, C, H)
35: error: item must have shape (H, C, N), got (N, C, H)  [tensor-shape]
35: note:   item         float32 cpu (N, C, H)
36: error: item must have shape (H, C, N), got (N, C, H)  [tensor-shape]
36: note:   item         float32 cpu (N, C, H)
37: error: Incompatible types in assignment (expression has type "float32 cpu (N, C, H)", variable has type "int")  [assignment]
43: error: value must have shape (N, ?, 2 * N), got (N, C, N): 2 * N and N differ, whatever N is  [tensor-shape]
43: note:   value        float32 cpu (N, C, N)
52: error: pooled: x must be float32 cpu (N, C, H), got a torch.Tensor, which nothing is known of: annotate it where it comes from, or check it by tt.parse  [arg-type]
52: error: pooled: y must be a typed tensor, got a torch.Tensor, which nothing is known of: pass it through tt.as_tensor  [arg-type]
53: error: Argument 1 to "pooled" has incompatible type "torch._tensor.Tensor | None"; expected "float32 cpu (?, ?, ?)"  [arg-type]
53: error: Argument 2 to "pooled" has incompatible type "torch._tensor.Tensor | None"; expected "(...,)"  [arg-type]
"""


@MYPY
def test_wrong_returns_and_assignments_say_what_was_expected_and_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(SOURCE)
    (tmp_path / "plugin.ini").write_text(CONFIGURATION["plugin.ini"])
    command = ["--config-file", "plugin.ini", "--cache-dir", str(mypy_cache("plugin.ini")), "--no-error-summary"]
    done = subprocess.run(
        [Path(sys.executable).parent / "mypy", *command, "wrong.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.replace("wrong.py:", "") == EXPECTED


MADE_ELSEWHERE = """
from typing import Literal, TypeVar

import torch
from torch import nn

from typed_torch import Float32, Tensor

N = TypeVar("N", bound=int)


class Network(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(8, 4)
        self.head = nn.Sequential(
            nn.ReLU(),
            nn.Linear(5, 2),
        )

    def forward(self, x: Tensor[tuple[N, Literal[3]], Float32]) -> None:
        self.first(x)
        self.head(x)
        nn.Linear(8, 4)(x)
"""


@MYPY
def test_an_error_of_a_module_says_where_the_module_was_made(tmp_path: Path) -> None:
    found = mypy(tmp_path, {"made.py": MADE_ELSEWHERE})["made.py"]
    assert [message for line, _, message in found if line == 22][1:] == [
        "  input        float32 (N, 3)", "  module       self.first, made in line 15",
    ]  # fmt: skip
    assert [message for line, _, message in found if line == 23][1:] == [
        "  input        float32 (N, 3)",
        "  in           module 1 of the Sequential, line 18",
        "  module       self.head, made in line 16",
    ]
    assert [message for line, _, message in found if line == 24][1:] == ["  input        float32 (N, 3)"]


MADE_EARLIER = """
from typing import Literal as L
from typing import TypeVar

import torch
from torch import nn

from typed_torch import CPU, Dim, Float32, Tensor

N = TypeVar("N", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)
Image = Tensor[tuple[N, L[3], H, W], Float32, CPU]


class Network(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 3, 3)
        self.second = nn.Conv2d(3, 3, 3, padding=1)
        self.halved = nn.Conv2d(3, 3, 3, padding=1, stride=2)

    def forward(self, x: Image[N, H, W]) -> Image[N, H, W]:
        y = self.first(x)
        y = torch.relu(y)
        y = self.second(y).clone()
        return x + y

    def swapped(self, x: Image[N, H, W]) -> Image[N, H, W]:
        n, c, w, h = x.shape
        flat = x.flatten(2)
        y = flat.view(n, c, h, w)
        return x * y

    def kinds(self, x: Image[N, H, W]) -> Image[N, H, W]:
        y = x.double()
        y = y + 1
        torch.bmm(x[0], y[0].mT)
        x = x.unsqueeze(0)
        x = x.clone()
        return x

    def in_one_line(self, x: Image[N, H, W]) -> Tensor[tuple[N, L[3], H, Dim[L["W // 2"]]], Float32, CPU]:
        return self.second(x)

    def in_two_steps(self, x: Image[N, H, W]) -> Image[N, W, H]:
        y = self.first(x)
        y = self.halved(y)
        x * y
        torch.cat([x, y])
        return self.second(x)
"""


MADE_BY_STEPS = """
from typing import Generic, TypeVar

import torch
import torch.nn.functional as F
from torch import nn

from typed_torch import CPU, Float32, Int64, Tensor

N = TypeVar("N", bound=int)
T = TypeVar("T", bound=int)
D = TypeVar("D", bound=int)
K = TypeVar("K", bound=int)


class Attention(nn.Module, Generic[D, K]):
    def __init__(self, dim: D, heads: K) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key = nn.Linear(dim, dim), nn.Linear(dim, 2 * dim)
        self.mlp = nn.Sequential(
            nn.Linear(dim, 4 * dim),
            nn.GELU(),
            nn.Linear(4 * dim, dim + dim),
        )
        self.pool = nn.AdaptiveAvgPool1d(7)

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> None:
        n, t, d = x.shape
        q = x.view(n, t, self.heads, d // self.heads)
        k = x.view(n, t, d // self.heads, self.heads).transpose(1, 2)
        q @ k.transpose(-2, -1)
        x + self.key(x)
        x + self.mlp(x)
        y = self.pool(x.mT)
        self.query(y.flatten(1))

    def loss(self, logits: Tensor[tuple[N, T, K], Float32, CPU], tokens: Tensor[tuple[N, T], Int64, CPU]) -> None:
        scores = logits[:, :-1]
        targets = tokens
        F.cross_entropy(scores.flatten(0, 1), targets.flatten())
"""


@MYPY
def test_an_error_names_the_steps_and_the_modules_that_made_what_is_wrong(tmp_path: Path) -> None:
    found = mypy(tmp_path, {"steps.py": MADE_BY_STEPS})["steps.py"]
    rows = [(line, message) for line, severity, message in found if severity == "note" and "line" in message]
    assert rows == [
        (32, "  D // K       since line 30"),
        (32, "  K            since line 31"),
        (33, "  2 * D        since line 33, by self.key, made in line 20"),
        (34, "  2 * D        since line 34, by module 2 of self.mlp, line 24"),
        (36, "  module       self.query, made in line 20"),
        (36, "  (N, D, 7)    since line 35, by self.pool, made in line 26"),
        (41, "  (N, T - 1, K) since line 39"),
        (41, "  (N, T)       since line 40"),
    ]


@MYPY
def test_an_error_says_since_which_line_what_is_wrong_is_there(tmp_path: Path) -> None:
    found = mypy(tmp_path, {"earlier.py": MADE_EARLIER})["earlier.py"]
    rows = [(line, message) for line, severity, message in found if severity == "note" and "line" in message]
    assert rows == [
        (27, "  W - 2        since line 24, by self.first, made in line 19"),
        (33, "  H            since line 32, w of line 30"),
        (38, "  float64      since line 36"),
        (41, "  (1, N, 3, H, W) since line 39"),
        (41, "  result       annotated in line 35"),
        (44, "  module       self.second, made in line 20"),
        (49, "  (W - 1) // 2 since line 48, by self.halved, made in line 21"),
        (49, "  W - 2        since line 47, by self.first, made in line 19"),
        (50, "  (N, 3, (H - 1) // 2, (W - 1) // 2) since line 48, by self.halved, made in line 21"),
        (51, "  module       self.second, made in line 20"),
        (51, "  result       annotated in line 46"),
    ]


PASSES = """\
from typing import Any, TypeVar
from typing import Literal as L
import torch
from torch import nn
from typed_torch import CPU, Float32, Tensor

N = TypeVar("N", bound=int)
D = TypeVar("D", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)
Image = Tensor[tuple[N, L[3], H, W], Float32, CPU]

class Block(nn.Module):
    def forward(self, x: Image[N, H, W], style: Tensor[tuple[N, L[3], D], Float32, CPU]) -> Image[N, H, W]:
        return x

class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.blocks = nn.ModuleList([Block() for _ in range(2)])

    def forward(self, x: Image[N, H, W], w: Tensor[tuple[N, D], Float32, CPU]) -> Image[N, H, W]:
        style = w.unsqueeze(0).repeat(1, 3, 1)
        for block in self.blocks:
            x = block(x, style)
        return x
"""


@MYPY
def test_what_two_passes_of_a_loop_bring_to_a_place_is_one_error(tmp_path: Path) -> None:
    found = mypy(tmp_path, {"passes.py": PASSES})["passes.py"]
    errors = [(line, message) for line, severity, message in found if severity == "error"]
    assert [line for line, _ in errors] == [25]
    assert errors[0][1].startswith("Block: style must have shape (N, 3, D), got (1, 3 * N, D)")
