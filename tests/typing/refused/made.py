"""Mistakes that only the numbers tell that a module is made with: ``SqueezeExcite(16)`` takes 16 channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from typing import Literal as L

import torch
import torch.nn.functional as F
from torch import nn

import typed_torch as tt
from typed_torch import CPU, Float32, Int64, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
T = TypeVar("T", bound=int)
D = TypeVar("D", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)
O = TypeVar("O", bound=int)  # noqa: E741
A = TypeVar("A", bound=int)


@dataclass
class Config:
    vocabulary: int = 100
    dim: int = 64
    hidden: int = 128


class SqueezeExcite(nn.Module):
    def __init__(self, channels: int, reduction: int = 4) -> None:
        super().__init__()
        hidden = max(channels // reduction, 8)
        self.down = nn.Conv2d(channels, hidden, 1)
        self.up = nn.Conv2d(hidden, channels, 1)

    def forward(self, x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> Tensor[tuple[N, C, H, W], Float32, CPU]:
        s = F.relu(self.down(F.adaptive_avg_pool2d(x, 1)))
        return x * torch.sigmoid(self.up(s))


class Narrowing(nn.Module):
    """Its last layer is wrong, but for a ``hidden`` that is as wide as what comes."""

    def __init__(self, channels: int, reduction: int = 4) -> None:
        super().__init__()
        hidden = max(channels // reduction, 8)
        self.down = nn.Conv2d(channels, hidden, 1)
        self.same = nn.Conv2d(hidden, hidden, 1)

    def forward(self, x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> Tensor[tuple[N, C, H, W], Float32, CPU]:
        s = self.same(self.down(F.adaptive_avg_pool2d(x, 1)))
        return x * torch.sigmoid(s)


class Value(nn.Module):
    def __init__(self, observed: int, actions: int) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Linear(observed + actions, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, x: Tensor[tuple[N, O], Float32, CPU], a: Tensor[tuple[N, A], Float32, CPU]) -> None:
        self.net(torch.cat([x, a], dim=-1))


class Embedding(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.tokens = nn.Embedding(config.vocabulary, config.dim)

    def forward(self, ids: Tensor[tuple[N, T], Int64, CPU]) -> Tensor[tuple[N, T, D], Float32, CPU]:
        found: Tensor[tuple[N, T, D], Float32, CPU] = self.tokens(ids)
        return found


class Scale(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(dim))

    def forward(self, x: Tensor[tuple[N, H, W, C], Float32, CPU]) -> torch.Tensor:
        return self.scale * x


class Model(nn.Module):
    def __init__(self, config: Config, width: int) -> None:
        super().__init__()
        self.embedding = Embedding(config)
        self.head = nn.Linear(config.hidden, config.vocabulary)
        self.stem = nn.Conv2d(3, 64, 3)
        self.attend = SqueezeExcite(32)
        self.blocks = nn.ModuleList([SqueezeExcite(48) for _ in range(3)])
        self.wide = nn.Linear(width, 4 * width)
        self.scale = Scale(width)

    def forward(self, ids: Tensor[tuple[N, T], Int64, CPU]) -> Any:
        return self.head(self.embedding(ids))  # mistake for the plugin: size that a config gives a result

    def picture(self, x: Tensor[tuple[N, L[3], H, W], Float32, CPU]) -> Any:
        y = self.stem(x)
        for block in self.blocks:
            y = block(y)  # mistake for the plugin: number of a module
        return self.attend(self.stem(x))  # mistake for the plugin: number of a module

    def last(self, x: Tensor[tuple[N, H, W, C], Float32, CPU]) -> Any:
        return self.scale(self.wide(x))  # mistake for the plugin: number of a module


class Residual(nn.Module, Generic[C]):
    def __init__(self, channels: C) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, 2 * channels, 1)
        self.attend = SqueezeExcite(channels)

    def forward(self, x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> Any:
        return self.attend(self.conv(x))  # mistake for the plugin: number of a module


class Around(nn.Module):
    """Its ``narrow`` is wrong, which is seen where it is made with numbers."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.narrow = Narrowing(channels)

    def forward(self, x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> None:
        self.narrow(x)


def calls(x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> None:
    attend = SqueezeExcite(16)
    attend(tt.randn(2, 32, 8, 8))  # mistake for the plugin: number of a module
    chain = nn.Sequential(nn.Conv2d(3, 16, 1), SqueezeExcite(32))
    chain(tt.randn(2, 3, 8, 8))  # mistake for the plugin: number of a module
    Narrowing(64)(tt.randn(2, 64, 8, 8))  # mistake for the plugin: numbers inside of a module
    Narrowing(64, 2)(tt.randn(2, 64, 8, 8))  # mistake for the plugin: numbers inside of a module
    Around(64)(tt.randn(2, 64, 8, 8))  # mistake for the plugin: numbers inside of a module
    Value(4, 2)(tt.randn(8, 4), tt.randn(8, 3))  # mistake for the plugin: numbers inside of a module
    Scale(16)(tt.randn(2, 16, 8, 8))  # mistake for the plugin: number of a module


SqueezeExcite(16)(tt.randn(2, 32, 8, 8))  # mistake for the plugin: number of a module
Value(4, 2)(tt.randn(8, 4), tt.randn(8, 3))  # mistake for the plugin: numbers inside of a module


class Norm(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(dim))
        self.bias = nn.Parameter(torch.zeros(dim))

    def forward(self, x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> torch.Tensor:
        return self.weight * x + self.bias[:, None, None]  # mistake for the plugin: number that is two sizes


class Grouped(nn.Module):
    def __init__(self, dim: int, heads: int, groups: int) -> None:
        super().__init__()
        self.heads, self.groups, self.head_dim = heads, groups, dim // heads
        self.q = nn.Linear(dim, heads * self.head_dim)
        self.k = nn.Linear(dim, groups * self.head_dim)
        self.kv = nn.Linear(dim, 2 * dim)

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> None:
        n, t, d = x.shape
        self.q(x).view(n, t, self.groups, self.head_dim)  # mistake for the plugin: heads of attention
        self.k(x).view(n, t, self.heads, self.head_dim)  # mistake for the plugin: heads of attention
        self.kv(x).view(n, t, 3, self.heads, d // self.heads)  # mistake for the plugin: heads of attention
        q = self.q(x).view(n, t, self.heads, self.head_dim)
        q.reshape(n, t, d // self.heads)  # mistake for the plugin: heads of attention


class Skipping(nn.Module):
    """Two numbers that are one size only by chance, and one that its tensor has in another place."""

    def __init__(self, dim: int, hidden: int) -> None:
        super().__init__()
        self.fc = nn.Linear(dim, hidden)

    def forward(self, x: Tensor[tuple[N, D], Float32, CPU]) -> Any:
        return x + self.fc(x)  # mistake for the plugin: width of a skip

    def scores(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> Any:
        return self.fc(x) @ self.fc(x)  # mistake for the plugin: a transpose forgotten

    def lengths(self, x: Tensor[tuple[N, D], Float32, CPU]) -> Any:
        y = self.fc(x)
        return y / y.norm(dim=1)  # mistake for the plugin: keepdim forgotten
