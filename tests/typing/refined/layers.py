"""Layers whose sizes are written, attributes with several values, and the parameters of torch's modules."""

from typing import Any, Generic, TypeVar, assert_type
from typing import Literal as L

import torch
import torch.nn.functional as F
from torch import nn

import typed_torch as tt
from typed_torch import CPU, BFloat16, Dim, Float32, Float64, Int64, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
K = TypeVar("K", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)

Parameter = tt.nn.Parameter
X = Tensor[tuple[N, C, H, W], Float32, CPU]


def made() -> tt.nn.Conv2d[L[3], L[64]]:
    return nn.Conv2d(3, 64, 3)


class Wrapped(nn.Module, Generic[C]):
    conv: tt.nn.Conv2d[C, L[64]]

    def __init__(self, channels: C) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, 64, 3, padding=1)
        self.convs: list[tt.nn.Conv2d[L[64], L[64]]] = [nn.Conv2d(64, 64, 1), nn.Conv2d(64, 64, 3)]

    def forward(self, x: X[N, C, H, W]) -> None:
        y = self.conv(x)
        assert_type(y, Tensor[tuple[N, L[64], Any, Any], Float32, CPU])
        for conv in self.convs:
            assert_type(conv(y), Tensor[tuple[N, L[64], Any, Any], Float32, CPU])


def written(conv: nn.Conv2d, x: Tensor[tuple[L[2], L[3], L[8], L[8]], Float32, CPU]) -> None:
    assert_type(made()(x), Tensor[tuple[L[2], L[64], Any, Any], Float32, CPU])
    assert_type(tt.nn.Conv2d(3, 64, 3), tt.nn.Conv2d[L[3], L[64]])
    assert_type(tt.nn.Conv2d(3, 64, 3)(x), Tensor[tuple[L[2], L[64], L[6], L[6]], Float32, CPU])
    assert_type(Wrapped(3).conv, tt.nn.Conv2d[L[3], L[64]])
    assert_type(conv(x), Tensor[tuple[L[2], Any, Any, Any], Float32, CPU])
    assert_type(tt.nn.Dropout(0.1)(x), Tensor[tuple[L[2], L[3], L[8], L[8]], Float32, CPU])


def output_size(x: X[N, L[8], H, W], up: tt.nn.ConvTranspose2d[L[8], L[3]]) -> None:
    h, w = 2 * x.size(2), 2 * x.size(3)
    asked = nn.ConvTranspose2d(8, 3, 3, stride=2, padding=1)(x, output_size=[h, w])
    assert_type(asked, Tensor[tuple[N, L[3], Dim[L["2 * H"]], Dim[L["2 * W"]]], Float32, CPU])
    assert_type(up(x, [h, w]), Tensor[tuple[N, L[3], Dim[L["2 * H"]], Dim[L["2 * W"]]], Float32, CPU])


class Pointwise(tt.nn.Conv2d[C, K]):
    def __init__(self, channels: C, out_channels: K) -> None:
        super().__init__(channels, out_channels, 1)


def subclass(x: Tensor[tuple[N, L[3], H, W], Float32, CPU]) -> None:
    assert_type(Pointwise(3, 8)(x), Tensor[tuple[N, L[8], Any, Any], Float32, CPU])


class Chosen(nn.Module, Generic[C]):
    norm: nn.Module | None = None

    def __init__(self, channels: C, kind: str, groups: int) -> None:
        super().__init__()
        self.act: nn.Module
        if kind == "relu":
            self.act = nn.ReLU()
        elif kind == "gelu":
            self.act = nn.GELU()
        else:
            raise ValueError(kind)
        self.down: nn.Module | None = None
        if groups > 1:
            self.down = nn.Conv2d(channels, 2 * channels, 3, stride=2, padding=1)
            self.norm = nn.GroupNorm(groups, channels)
        self.block: nn.Module = nn.Sequential(nn.Conv2d(channels, 4, 1), nn.ReLU()) if groups else nn.Identity()
        self.head: nn.Module = nn.Identity()

    def forward(self, x: X[N, C, H, W]) -> None:
        assert_type(self.act(x), X[N, C, H, W])
        if self.norm is not None:
            assert_type(self.norm(x), X[N, C, H, W])
        if self.down is not None:
            assert_type(
                self.down(x),
                Tensor[tuple[N, Dim[L["2 * C"]], Dim[L["(H + 1) // 2"]], Dim[L["(W + 1) // 2"]]], Float32, CPU],
            )
        assert_type(self.block(x), Tensor[tuple[N, L[4], H, W], Float32, CPU] | X[N, C, H, W])
        assert_type(self.head(x), Any)


def outside(model: Chosen[L[3]], x: Tensor[tuple[N, L[3], H, W], Float32, CPU]) -> None:
    assert_type(model.act(x), Tensor[tuple[N, L[3], H, W], Float32, CPU])


class Either(nn.Module, Generic[C]):
    def __init__(self, channels: C, is_flat: bool) -> None:
        super().__init__()
        self.conv: nn.Module
        if is_flat:
            self.conv = nn.Conv2d(channels, 4, 1)
        else:
            self.conv = nn.Conv3d(channels, 4, 1)

    def forward(self, x: X[N, C, H, W]) -> None:
        assert_type(self.conv(x), Tensor[tuple[N, L[4], H, W], Float32, CPU] | Tensor[Any, Any, Any])


class Owner(nn.Module, Generic[C]):
    def __init__(self, channels: C, groups: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, 4, (3, 5))
        self.back = nn.ConvTranspose1d(channels, 4, 3, groups=2)
        self.linear = nn.Linear(channels, 4 * channels)
        self.words = nn.Embedding(1000, channels)
        self.norm = nn.GroupNorm(groups, channels)
        self.layer_norm = nn.LayerNorm((4, 8))
        self.head = nn.Linear(channels, 1000, bias=False)
        self.head.weight = self.words.weight
        nn.init.zeros_(self.linear.bias)

    def forward(self, x: Tensor[tuple[N, C], Float32, CPU]) -> None:
        assert_type(self.conv.weight, Parameter[tuple[L[4], C, L[3], L[5]], Any, Any])
        assert_type(self.conv.bias, Parameter[tuple[L[4]], Any, Any] | None)
        assert_type(self.back.weight, Parameter[tuple[C, L[2], L[3]], Any, Any])
        assert_type(self.words.weight, Parameter[tuple[L[1000], C], Any, Any])
        assert_type(self.norm.weight, Parameter[tuple[C], Any, Any])
        assert_type(self.layer_norm.bias, Parameter[tuple[L[4], L[8]], Any, Any])
        hidden = F.linear(x, self.linear.weight, self.linear.bias)
        assert_type(hidden, Tensor[tuple[N, Dim[L["4 * C"]]], Float32, Any])
        assert_type(x @ self.linear.weight.T, Tensor[tuple[N, Dim[L["4 * C"]]], Float32, CPU])


def owned(owner: Owner[L[8]], linear: tt.nn.Linear[L[3], L[4]]) -> None:
    assert_type(owner.linear.weight, Parameter[tuple[L[32], L[8]], Any, Any])
    assert_type(linear.weight, Parameter[tuple[L[4], L[3]], Any, Any])
    torch.nn.init.zeros_(owner.linear.weight)


def dtypes(x: Tensor[tuple[L[2], L[3]], Float32, CPU], i: Tensor[tuple[L[2]], Int64, CPU]) -> None:
    assert_type(nn.Linear(3, 4, dtype=torch.float64)(x.double()), Tensor[tuple[L[2], L[4]], Float64, CPU])
    assert_type(nn.Embedding(8, 4, dtype=torch.bfloat16)(i), Tensor[tuple[L[2], L[4]], BFloat16, CPU])
    with torch.autocast("cpu"):
        assert_type(nn.Linear(3, 4, dtype=torch.float16)(x), Tensor[tuple[L[2], L[4]], Any, CPU])
