"""Mistakes in models made with plain numbers, whatever these are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from typing import Literal as L

import torch
import torch.nn.functional as F
from torch import nn

from typed_torch import CPU, Device, Dim, Float32, Int64, Tensor

B = TypeVar("B", bound=int)
C = TypeVar("C", bound=int)
T = TypeVar("T", bound=int)
D = TypeVar("D", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)
Dev = TypeVar("Dev", bound=Device)


@dataclass
class Config:
    dim: int = 384
    heads: int = 6


class Mlp(nn.Module):
    def __init__(self, dim: int, config: Config) -> None:
        super().__init__()
        self.dim = dim
        self.config = config
        self.heads = config.heads
        self.wide = nn.Linear(dim, 4 * dim)
        self.narrow = nn.Linear(3 * dim, dim)
        self.of_config = nn.Linear(config.dim, config.dim + 1)
        self.qkv = nn.Conv2d(dim, 3 * dim, 1)
        self.square = nn.Parameter(torch.zeros(dim, 2 * dim))

    def forward(self, x: Tensor[tuple[B, T, D], Float32, CPU]) -> torch.Tensor:
        y = self.wide(x)
        y.view(x.shape[0], x.shape[1], 3, self.dim)  # mistake for the plugin: number of elements
        self.square @ self.square  # mistake for the plugin: inner dimensions
        self.of_config(self.of_config(x))  # mistake for the plugin: features of a module made with config.dim
        return self.narrow(y)  # mistake for the plugin: 3 * dim for 4 * dim

    def picture(self, x: Tensor[tuple[B, D, H, W], Float32, CPU]) -> None:
        n, c, h, w = x.shape
        q, k, v = self.qkv(x).view(n, 3, self.heads, c // self.heads, h * w).unbind(1)
        q @ k  # mistake for the plugin: inner dimensions
        q.transpose(-2, -1) @ k @ v.transpose(-2, -1)


class Padded(nn.Module, Generic[D]):
    def __init__(self, dim: D, multiple: int, padding: int) -> None:
        super().__init__()
        self.wide = nn.Linear(dim, 2 * multiple * dim)
        self.conv = nn.Conv1d(dim, dim, 1, padding=padding + 1)

    def widened(self, x: Tensor[tuple[B, T, D], Float32, CPU]) -> Tensor[tuple[B, T, D], Float32, CPU]:
        y: Tensor[tuple[B, T, D], Float32, CPU] = self.wide(x)  # mistake for the plugin: 2 * multiple * D features
        print(y)
        return self.wide(x)  # mistake for the plugin: 2 * multiple * D features

    def convolved(self, x: Tensor[tuple[B, D, T], Float32, CPU]) -> Tensor[tuple[B, D, T], Float32, CPU]:
        y = self.conv(x)
        y = torch.relu(y)
        return y  # mistake for the plugin: T + 2 * padding + 2


def chosen_by_code(
    x: Tensor[tuple[B, D], Float32, CPU], y: Tensor[tuple[B, D, T], Float32, CPU], *, flag: bool
) -> None:
    either = y if flag else y.mT
    x[:, :, None, None] + either  # mistake for the plugin: broadcasting, of whichever is chosen
    x.mT @ (y if flag else y.mT)  # mistake for the plugin: inner dimensions, of whichever is chosen
    parameter = nn.Parameter(torch.zeros(3, 4))
    parameter @ parameter  # mistake for the plugin: inner dimensions of parameters
    torch.zeros(3, 4) @ parameter  # mistake for the plugin: inner dimensions of a tensor and a parameter


class OnAnyDevice(nn.Module):
    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)

    def forward(self, x: Tensor[tuple[B, T, D], Float32, Dev]) -> None:
        b, t, d = x.shape
        x * torch.arange(d)  # mistake for the plugin: device of whoever calls
        x.view(b, t, self.heads, d)  # mistake for the plugin: number of elements, unless heads is 1
        mask = torch.ones(t, t, dtype=torch.bool)
        scores = x @ x.mT
        scores.masked_fill(mask, 0.0)  # mistake for the plugin: device of whoever calls


def sizes(x: Tensor[tuple[B, D, H, W], Float32, CPU]) -> None:
    n, c, h = x.size()  # mistake for the plugin: unpacking
    n, c, h = x.size()[2:]  # mistake for the plugin: unpacking
    F.interpolate(x, scale_factor=(2.0, 2.0, 2.0))  # mistake for the plugin: resize
    print(n, c, h)


class Holding(nn.Module):
    def __init__(self, dim: int, count: int) -> None:
        super().__init__()
        self.named = nn.ModuleDict({"up": nn.Linear(dim, 2 * dim)})
        self.blocks = nn.ModuleList()
        for _ in range(count):
            self.blocks.append(nn.Linear(dim, 2 * dim))
        self.chain = nn.Sequential(nn.Linear(dim, dim), nn.ReLU(), nn.Linear(dim + 1, dim))

    def forward(self, x: Tensor[tuple[B, D], Float32, CPU]) -> None:
        self.named["up"](self.named["up"](x))  # mistake for the plugin: features of a module of a dict
        for block in self.blocks:
            block(block(x))  # mistake for the plugin: features of a module of a list
        self.chain(x)  # mistake for the plugin: features of a module of a chain


def recurrent(x: Tensor[tuple[B, T, D], Float32, CPU]) -> None:
    nn.GRU(32, 64)(torch.zeros(5, 3, 16))  # mistake for the plugin: features of a recurrent module
    out, _ = nn.LSTM(32, 64, bidirectional=True)(torch.zeros(5, 3, 32))
    nn.Linear(64, 2)(out)  # mistake for the plugin: features of what a recurrent module gives
    print(x)


class Widened(nn.Module, Generic[C]):
    def __init__(self, channels: C) -> None:
        super().__init__()
        self.up = nn.Linear(channels, 2 * channels)

    def forward(self, x: Tensor[tuple[B, C], Float32, CPU]) -> Tensor[tuple[B, Dim[L["2 * C"]]], Float32, CPU]:
        y: Tensor[tuple[B, Dim[L["2 * C"]]], Float32, CPU] = self.up(x)
        return y


class Made(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.first = Widened(dim)
        self.chain = nn.Sequential(Widened(dim), nn.ReLU(), Widened(dim))

    def forward(self, x: Tensor[tuple[B, D], Float32, CPU]) -> None:
        self.first(self.first(x))  # mistake for the plugin: size that a class is made with
        self.chain(x)  # mistake for the plugin: size that a class is made with


class Swapped(nn.Module):
    def __init__(self, dim: int, hidden: int) -> None:
        super().__init__()
        self.up = nn.Linear(dim, hidden)
        self.down = nn.Linear(dim, hidden)
        self.norm = nn.LayerNorm(dim)
        self.scale = nn.Parameter(torch.ones(dim))

    def forward(self, x: Tensor[tuple[B, D], Float32, CPU]) -> None:
        y = self.up(x)
        self.down(y)  # mistake for the plugin: numbers of two names
        self.norm(y)  # mistake for the plugin: numbers of two names
        y * self.scale  # mistake for the plugin: numbers of two names


class Narrow(nn.Module):
    def __init__(self, dim: int, hidden: int, ratio: float) -> None:
        super().__init__()
        inner = int(dim * ratio)
        hidden = int(2 * hidden / 3)
        hidden = 8 * ((hidden + 7) // 8)
        self.kept = round(dim * ratio)
        self.squeeze = nn.Linear(dim, inner)
        self.gate = nn.Linear(dim, hidden)
        self.keep = nn.Linear(dim, self.kept)

    def forward(self, x: Tensor[tuple[B, D], Float32, CPU]) -> None:
        self.gate(self.squeeze(x))  # mistake for the plugin: numbers that are computed
        self.gate(self.gate(x))  # mistake for the plugin: numbers that are computed
        self.gate(self.keep(x).view(-1, self.kept))  # mistake for the plugin: numbers that are computed


def copied(a: Tensor[tuple[B, T, D, D], Float32, CPU]) -> None:
    b, _, d, _ = a.shape
    y = (a @ a).transpose(1, 2)
    y.view(b, d, -1)  # mistake for the plugin: view of what is transposed
    nn.Linear(8, 8)(torch.zeros(3, 8)).T.view(24)  # mistake for the plugin: view of what is transposed


class Bottleneck(nn.Module, Generic[C]):
    def __init__(self, channels: C, hidden: int) -> None:
        super().__init__()
        self.block = nn.Sequential(nn.Conv2d(channels, hidden, 1), nn.ReLU(), nn.Conv2d(channels, hidden, 1))

    def forward(self, x: Tensor[tuple[B, C, H, W], Float32, CPU]) -> torch.Tensor:
        return self.block(x)  # mistake for the plugin: a number and a size beside it


class Twice(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.mix = nn.Linear(dim, dim)

    def forward(self, x: Tensor[tuple[B, D], Float32, CPU]) -> Tensor[tuple[B, Dim[L["2 * D"]]], Float32, CPU]:
        y = self.mix(x)
        return torch.cat([y, y, y], 1)  # mistake for the plugin: 3 * dim, and dim is D


class Multiplied(nn.Module):
    squeeze = 2

    def __init__(self, dim: int, ratio: int = 4, growth: int = 8, padding: int = 0) -> None:
        super().__init__()
        self.wide = nn.Linear(dim, dim * ratio)
        self.narrow = nn.Linear(dim * ratio, dim)
        self.grow = nn.Linear(dim, growth)
        self.norm = nn.LayerNorm(dim)
        self.conv = nn.Conv1d(dim, dim, 3, padding=padding)
        self.fold = nn.Linear(dim * self.squeeze, dim)

    def forward(self, x: Tensor[tuple[B, D], Float32, CPU], y: Tensor[tuple[B, D, T], Float32, CPU]) -> torch.Tensor:
        self.norm(self.wide(x))  # mistake for the plugin: 4 times dim by default
        self.norm(torch.cat([x, self.grow(x)], 1))  # mistake for the plugin: 8 more by default
        y + self.conv(y)  # mistake for the plugin: 2 less by default
        return self.fold(x)  # mistake for the plugin: a number of the class


def repeated(x: Tensor[tuple[B, D], Float32, CPU], times: int = 2) -> Tensor[tuple[B, D], Float32, CPU]:
    return x.repeat(1, times)  # mistake for the plugin: twice D by default


class Tuned(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.mix = nn.Linear(dim, dim)
        self.head = nn.Linear(dim, 3)

    def forward(self, x: Tensor[tuple[B, D], Float32, CPU]) -> Tensor[tuple[B, L[3]], Float32, CPU]:
        return self.head(self.mix(x))  # type: ignore[no-any-return, unused-ignore]


def before_it_is_tuned() -> None:
    net = Tuned(64)
    net(torch.zeros(4, 65))  # mistake for the plugin: another module is set from outside in another function


def tuned() -> None:
    net = Tuned(64)
    net(torch.zeros(4, 65))  # mistake for the plugin: nothing is set yet
    net.mix = nn.Linear(65, 64)
    net(torch.zeros(4, 65))


class Masked(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(dim, 1))

    def forward(self, x: Any, mask: Any = None) -> Any:
        return x * self.weight


class Layered(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(10, dim)
        self.layer = Masked(dim)
        self.head = nn.Linear(dim, 128)

    def forward(self, ids: Tensor[tuple[B, T], Int64, CPU]) -> Tensor[tuple[B, T, L[128]], Float32, CPU]:
        length, mask = ids.shape[1], None
        if length > 1:
            mask = torch.zeros(length, length)
        return self.head(self.layer(self.embed(ids), mask))  # type: ignore[no-any-return, unused-ignore]


def layered() -> None:
    Layered(64)(torch.zeros(4, 16, dtype=torch.int64))  # mistake for the plugin: 16 meets 64, whatever the mask is


class Divided(nn.Module):
    def __init__(self, dim: int, heads: int = 8, groups: int = 3, *, is_normed: bool = False) -> None:
        super().__init__()
        if dim % heads != 0:
            raise ValueError
        self.head_dim = dim // heads
        assert self.head_dim >= 4
        assert self.head_dim % 2 == 0
        self.norm = nn.GroupNorm(groups, dim) if is_normed else nn.Identity()
        if is_normed:
            self.wide = nn.GroupNorm(groups, dim)


class DividedTwice(nn.Module):
    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.blocks = nn.ModuleList([Divided(dim, heads) for _ in range(2)])
        self.one = Divided(dim, heads)
        self.conv = nn.Conv2d(dim, dim, 3, groups=2 * heads)


class Unless(nn.Module):
    def __init__(self, config: Config, heads: int = 0) -> None:
        super().__init__()
        if heads == 0:
            return
        assert config.dim % heads == 0


class Raising(nn.Module):
    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        if dim % heads:
            raise ValueError


def divided(n: int) -> None:
    Divided(64)
    Divided(64, 16)
    Divided(8 * n, n)
    Divided(60)  # mistake for the plugin: a number that does not divide, by default
    Divided(64, heads=7)  # mistake for the plugin: numbers that __init__ raises an error for
    Raising(64, 7)  # mistake for the plugin: numbers that __init__ raises an error for
    Raising(64, 8)
    Divided(64, 32)  # mistake for the plugin: numbers that __init__ asserts something else of
    DividedTwice(64, 7)  # mistake for the plugin: the same, of a module within
    DividedTwice(72, 8)  # mistake for the plugin: numbers that a layer within is not made with
    DividedTwice(64, 8)
    Unless(Config(), 7)
    Unless(Config(heads=0))


class Weighed(nn.Module, Generic[D]):
    def __init__(self, dim: D, heads: int) -> None:
        super().__init__()
        self.heads, self.head_dim = heads, dim // heads
        self.keys = nn.Linear(dim, dim)

    def forward(self, x: Tensor[tuple[B, D], Float32, CPU]) -> Tensor[tuple[B, D], Float32, CPU]:
        keys = self.keys(x).view(x.shape[0], self.heads, self.head_dim)
        weights = keys.sum(dim=1).softmax(-1)
        return (weights.unsqueeze(-1) * keys).flatten(1)  # type: ignore[no-any-return, unused-ignore]


class WeighedOnce(nn.Module):
    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.layer = Weighed(dim, heads)

    def forward(self, x: Tensor[tuple[B, D], Float32, CPU]) -> torch.Tensor:
        return self.layer(x)  # type: ignore[no-any-return, unused-ignore]


def weighed() -> None:
    WeighedOnce(32, 4)(torch.randn(50, 32))  # mistake for the plugin: 8 meets 4, of a class that is generic in its size
