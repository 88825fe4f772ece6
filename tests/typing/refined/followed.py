"""What helpers and modules return that say nothing of sizes, and calls of them that are right."""

# mypy: allow-redefinition, allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, assert_type
from typing import Literal as L

import torch
import torch.nn.functional as F
from torch import nn

from typed_torch import CPU, Dim, Float32, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
T = TypeVar("T", bound=int)
D = TypeVar("D", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)


def swapped(x: torch.Tensor) -> torch.Tensor:
    return x.transpose(1, 2)


def without_types(x, n=2, mask=None):
    if mask is not None:
        x = x @ mask
    x = x.unsqueeze(0)
    return x.repeat(n, 1, 1, 1)


def turned(x: torch.Tensor, *, is_summed: bool = False) -> torch.Tensor:
    x = swapped(x)
    if is_summed:
        x = x.sum(1)
    return x


def causal(length: int) -> torch.Tensor:
    return torch.tril(torch.ones(length, length))


def both(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return x.mean(1), x.flatten(1)


def pooled(x: torch.Tensor, how: str = "mean") -> torch.Tensor:
    if how == "mean":
        return x.mean(1)
    elif how == "first":
        return x[:, 0]
    raise ValueError(how)


def to_list(x):
    x = x.tolist()
    return x


def deeper(x: torch.Tensor, times: int) -> torch.Tensor:
    return x if times == 0 else deeper(x.unsqueeze(0), times - 1)


def loosely(x: torch.Tensor, dim: int) -> torch.Tensor:
    if x.ndim == 2:
        return x @ torch.zeros(7, 7)
    return x.sum(dim)


def functions(x: Tensor[tuple[N, T, D], Float32, CPU], w: Tensor[tuple[D, L[8]], Float32, CPU], length: T) -> None:
    assert_type(swapped(x), Tensor[tuple[N, D, T], Float32, CPU])
    assert_type(without_types(x), Tensor[tuple[L[2], N, T, D], Float32, CPU])
    assert_type(without_types(x, mask=w), Tensor[tuple[L[2], N, T, L[8]], Float32, CPU])
    assert_type(turned(x), Tensor[tuple[N, D, T], Float32, CPU])
    assert_type(turned(x, is_summed=True), Tensor[tuple[N, T], Float32, CPU])
    assert_type(causal(length), Tensor[tuple[T, T], Float32, CPU])
    assert_type(pooled(x), Tensor[tuple[N, D], Float32, CPU])
    mean, flat = both(x)
    assert_type(mean, Tensor[tuple[N, D], Float32, CPU])
    assert_type(flat, Tensor[tuple[N, Dim[L["D * T"]]], Float32, CPU])
    assert_type(to_list(x), Any)
    assert_type(deeper(x, 1), torch.Tensor)
    assert_type(loosely(x, 1), Tensor[tuple[N, D], Float32, CPU])

    def inner(y: torch.Tensor) -> torch.Tensor:
        return y + x.mean(1, keepdim=True)

    assert_type(inner(x), Tensor[tuple[N, T, D], Float32, CPU])
    with torch.autocast("cpu"):
        assert_type(swapped(x), torch.Tensor)


class Attention(nn.Module):
    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads, self.head_dim = heads, dim // heads
        self.q = nn.Linear(dim, dim)

    def split(self, x: torch.Tensor) -> torch.Tensor:
        n, t, _ = x.shape
        return x.view(n, t, self.heads, self.head_dim).transpose(1, 2)

    @staticmethod
    def joined(x: torch.Tensor) -> torch.Tensor:
        return x.transpose(1, 2).flatten(2)

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> Tensor[tuple[N, T, D], Float32, CPU]:
        return self.joined(self.split(self.q(x))) + x


class ConvNorm(nn.Module):
    def __init__(self, channels: int, out: int, stride: int = 1):
        super().__init__()
        self.conv = nn.Conv2d(channels, out, 3, stride, 1)
        self.norm = nn.BatchNorm2d(out)

    def forward(self, x):
        return F.relu(self.norm(self.conv(x)))


class Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first, self.second = ConvNorm(channels, channels), ConvNorm(channels, channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.second(self.first(x))


class ForAnySize(nn.Module):
    """Made for a length of 77; that a caller calls it ``T`` says that it takes others as little as that it does not."""

    def __init__(self) -> None:
        super().__init__()
        self.positions = nn.Parameter(torch.zeros(77, 8))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.positions


class Base(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.mean(1)


class Other(Base):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x


class Network(nn.Module):
    def __init__(self, kind: Base) -> None:
        super().__init__()
        self.stem = ConvNorm(3, 64, 2)
        self.body = nn.Sequential(Residual(64), ConvNorm(64, 128, 2), Residual(128))
        self.kind = kind

    def forward(self, x: Tensor[tuple[N, L[3], H, W], Float32, CPU]) -> Tensor[tuple[N, L[128]], Float32, CPU]:
        x = self.stem(x)
        assert_type(x, Tensor[tuple[N, L[64], Dim[L["(H + 1) // 2"]], Dim[L["(W + 1) // 2"]]], Float32, CPU])
        x = self.body(x)
        assert_type(x, Tensor[tuple[N, L[128], Dim[L["(H + 3) // 4"]], Dim[L["(W + 3) // 4"]]], Float32, CPU])
        assert_type(self.kind(x), Any)
        return x.mean((2, 3))

    def lengths(self, x: Tensor[tuple[N, T, L[8]], Float32, CPU]) -> None:
        ForAnySize()(x)


class Twice(nn.Module):
    """mypy goes through ``scaled`` for several calls, and what one has found says nothing of the next."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.fc = nn.Linear(dim, dim)

    def scaled(self, x: torch.Tensor) -> torch.Tensor:
        y = self.fc(x)
        y = y * x
        return y

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU], z: Tensor[tuple[N, D], Float32, CPU]) -> None:
        assert_type(self.scaled(x), Tensor[tuple[N, T, D], Float32, CPU])
        assert_type(self.scaled(z), Tensor[tuple[N, D], Float32, CPU])


randn = torch.randn


class OfFunctions(nn.Module):
    """Attributes hold functions of torch's, one that nobody knows, and one of two."""

    def __init__(self, given: Callable[[torch.Tensor], torch.Tensor] = F.relu, is_flat: bool = False) -> None:
        super().__init__()
        self.fc, self.activation, self.given = nn.Linear(4, 4), F.silu, given
        self.total = torch.sum
        self.join = torch.cat
        if is_flat:
            self.join = torch.stack

    def forward(self, x: Tensor[tuple[N, L[4]], Float32, CPU]) -> Tensor[tuple[N, L[4]], Float32]:
        assert_type(self.activation(x), Tensor[tuple[N, L[4]], Float32, CPU])
        assert_type(self.total(x, 1), Tensor[tuple[N], Float32, CPU])
        assert_type(self.given(x), Tensor[Any, Any, Any])
        assert_type(self.join([x, x]), Tensor[Any, Any, Any])
        local = F.gelu
        assert_type(local(x), Tensor[tuple[N, L[4]], Float32, CPU])
        return self.activation(self.fc(x))


assert_type(randn(2, 4), Tensor[tuple[L[2], L[4]], Float32, CPU])


def rotated(x: Tensor[tuple[N, D], Float32, CPU]) -> Tensor[tuple[N, D], Float32, CPU]:
    pairs = x.reshape(x.shape[0], -1, 2)  # so D is even
    y = torch.stack([-pairs[..., 1], pairs[..., 0]], dim=-1)
    return y.flatten(1)
