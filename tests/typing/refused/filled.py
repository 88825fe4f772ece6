"""Mistakes in modules whose ``__init__`` gives its numbers no types, or numbers that stand in for others."""

# mypy: allow-redefinition, allow-untyped-defs, allow-untyped-calls, allow-incomplete-defs

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar
from typing import Literal as L

import torch
from torch import nn

from typed_torch import CPU, Float32, Int64, Tensor

N = TypeVar("N", bound=int)
T = TypeVar("T", bound=int)
D = TypeVar("D", bound=int)


class Mlp(nn.Module):
    def __init__(self, dim: int, hidden: int | None = None, out: int | None = None) -> None:
        super().__init__()
        out = out or dim
        hidden = hidden or 4 * dim
        self.fc1 = nn.Linear(dim, hidden)
        self.fc2 = nn.Linear(hidden, out)
        self.swapped = nn.Linear(dim, out)

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> Any:
        y = self.fc1(x)
        x + y  # mistake for the plugin: a number that stands in for another
        self.swapped(y)  # mistake for the plugin: a number that stands in for another
        return self.fc2(y)


class Plain(nn.Module):
    def __init__(self, dim, hidden=None):
        super().__init__()
        if hidden is None:
            hidden = 4 * dim
        self.up = nn.Linear(dim, hidden)

    def forward(self, x):
        return self.up(x)


class Attention(nn.Module):
    def __init__(self, dim, heads, dim_head):
        super().__init__()
        self.heads, self.dim_head = heads, dim_head
        self.to_q = nn.Linear(dim, heads * dim_head)
        self.to_out = nn.Linear(dim, dim)

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> Any:
        q = self.to_q(x)
        q.view(x.shape[0], x.shape[1], self.heads, 2 * self.dim_head)  # mistake for the plugin: numbers without types
        return self.to_out(q)


class Gpt(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.embed = nn.Embedding(config.vocabulary, config.dim)
        self.block = Plain(config.dim)
        self.wrong = Plain(2 * config.dim)
        self.head = nn.Linear(config.dim, config.vocabulary)

    def forward(self, ids: Tensor[tuple[N, T], Int64, CPU]) -> Any:
        x = self.embed(ids)
        self.wrong(x)  # mistake for the plugin: numbers of a config without a type
        logits = self.head(x)
        self.head(logits)  # mistake for the plugin: numbers of a config without a type
        return x + self.block(x)  # mistake for the plugin: numbers of a config without a type


@dataclass
class Config:
    dim: int
    heads: int = 8
    vocabulary: int = 100


class OfConfig(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.heads, self.dim_head = config.heads, config.dim // config.heads
        self.q = nn.Linear(config.dim, config.dim)

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> Any:
        b, t, _ = x.shape
        q = self.q(x).view(b, t, self.heads, self.dim_head).transpose(1, 2)
        return q @ q


class Widening(nn.Module):
    """Right for no width but where nobody says which."""

    def __init__(self, dim: int):
        super().__init__()
        self.fc = nn.Linear(dim, 2 * dim)

    def forward(self, x):
        return x + self.fc(x)


class Looped(nn.Module):
    def __init__(self, dim: int, depth: int):
        super().__init__()
        self.blocks = nn.ModuleList([Widening(dim) for _ in range(depth)])

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> Any:
        for block in self.blocks:
            x = block(x)
        return x


class Appended(nn.Module):
    def __init__(self, dim: int, depth: int):
        super().__init__()
        blocks = []
        for _ in range(depth):
            blocks.append(Widening(dim))
        self.blocks = nn.Sequential(*blocks)

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> Any:
        return self.blocks(x)


class Silent(nn.Module):
    """A ``forward`` that says what it takes and not what it returns."""

    def __init__(self, dim: int):
        super().__init__()
        self.fc = nn.Linear(dim, dim)

    def forward(self, x: torch.Tensor):
        return self.fc(x).transpose(1, 2)


class Around(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.inner = Silent(dim)

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> Any:
        return x + self.inner(x)  # mistake for the plugin: a result without an annotation


def numbers_of_a_config(x: Tensor[tuple[N, T, L[65]], Float32, CPU]) -> None:
    OfConfig(Config(64))(torch.zeros(2, 3, 64))  # mistake for the plugin: numbers of a config
    config = Config(64, heads=4)
    OfConfig(config)(x)  # mistake for the plugin: numbers of a config


def in_loops() -> None:
    Looped(8, 2)(torch.zeros(2, 5, 8))  # mistake for the plugin: inside of a loop over modules
    Appended(8, 2)(torch.zeros(2, 5, 8))  # mistake for the plugin: inside of a loop over modules


def calls(x: Tensor[tuple[N, T, L[64]], Float32, CPU]) -> None:
    nn.Linear(64, 3)(Plain(64)(x))  # mistake for the plugin: numbers without types
    nn.Linear(256, 3)(Plain(64)(x))
    Plain(32)(x)  # mistake for the plugin: numbers without types
    Attention(64, 4, 32)(x)  # mistake for the plugin: numbers without types
    torch.zeros(3) + Mlp(64, 5, 7)(x)


@dataclass
class Grouping:
    dim: int = 64
    heads: int = 8
    kv_heads: int | None = None


class Grouped(nn.Module):
    def __init__(self, config: Grouping) -> None:
        super().__init__()
        self.kv_heads = config.heads if config.kv_heads is None else config.kv_heads
        self.k = nn.Linear(config.dim, self.kv_heads * (config.dim // config.heads))

    def forward(self, x):
        return self.k(x)


class Decoder(nn.Module):
    def __init__(self, config: Grouping) -> None:
        super().__init__()
        self.layers = nn.ModuleList([Grouped(config) for _ in range(2)])

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> Any:
        return self.layers[0](x)


def grouped(x: Tensor[tuple[N, T, L[64]], Float32, CPU]) -> None:
    x + Decoder(Grouping())(x)
    x + Decoder(Grouping(kv_heads=2))(x)  # mistake for the plugin: a number that stands in for another
