"""What the numbers tell that a module is made with, and calls that are right whatever they seem to tell."""

# mypy: allow-redefinition

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar, assert_type
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


@dataclass
class Config:
    vocabulary: int = 100
    dim: int = 64


class Embedding(nn.Module):
    def __init__(self, vocabulary: int, dim: int) -> None:
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, dim)

    def forward(self, ids: Tensor[tuple[N, T], Int64, CPU]) -> Tensor[tuple[N, T, D], Float32, CPU]:
        return self.tokens(ids)


class OfConfig(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.tokens = nn.Embedding(config.vocabulary, config.dim)

    def forward(self, ids: Tensor[tuple[N, T], Int64, CPU]) -> Tensor[tuple[N, T, D], Float32, CPU]:
        return self.tokens(ids)


class Block(nn.Module):
    def __init__(self, channels: int, stride: int = 1, width: int = 0) -> None:
        super().__init__()
        width = width or channels
        self.conv = nn.Conv2d(channels, channels, 3, stride, 1)
        self.short = nn.Conv2d(channels, channels, 1, stride)

    def forward(self, x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> Tensor[tuple[N, C, Any, Any], Float32, CPU]:
        return F.relu(self.conv(x) + self.short(x))


class Positions(nn.Module):
    """What is made for a length takes tensors of that length alone, which their names need not say."""

    def __init__(self, length: int, dim: int) -> None:
        super().__init__()
        self.table = nn.Parameter(torch.empty(length, dim))

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> Tensor[tuple[N, T, D], Float32, CPU]:
        return x + self.table


class Chooses(nn.Module):
    """What code may skip asks nothing."""

    def __init__(self, dim: int, other: int) -> None:
        super().__init__()
        self.dim = dim
        self.fc = nn.Linear(dim, dim)
        self.first = nn.Linear(other, dim)

    def forward(self, x: Tensor[tuple[N, D], Float32, CPU]) -> Tensor[tuple[N, Any], Float32, CPU]:
        if self.training:
            x = self.first(x)
        for _ in range(self.dim):
            x = self.fc(x)
        return x


class Returns(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.fc = nn.Linear(dim, dim)

    def forward(self, x: Tensor[tuple[N, D], Float32, CPU]) -> Tensor[tuple[N, D], Float32, CPU]:
        if x.shape[1] == 1:
            return x
        return self.fc(x)


class Gate(nn.Module):
    """One gate for all, or one for each."""

    def __init__(self, dim: int, gates: int) -> None:
        super().__init__()
        self.fc = nn.Linear(dim, gates)

    def forward(self, x: Tensor[tuple[N, D], Float32, CPU]) -> Tensor[tuple[N, D], Float32, CPU]:
        return x * self.fc(x)


class OfMode(nn.Module):
    """Where code chooses to add, ``hidden`` is what ``dim`` is."""

    def __init__(self, dim: int, hidden: int, mode: str = "cat") -> None:
        super().__init__()
        self.mode, self.fc = mode, nn.Linear(dim, hidden)

    def forward(self, x: Tensor[tuple[N, D], Float32, CPU]) -> Tensor[tuple[N, Any], Float32, CPU]:
        h = self.fc(x)
        if self.mode == "cat":
            return torch.cat([x, h], 1)
        return x + h


class Small(Block):
    def __init__(self, channels: int) -> None:
        super().__init__(2 * channels)


class Replaced(nn.Module):
    def __init__(self, features: int) -> None:
        super().__init__()
        self.head = nn.Linear(features, 10)

    def forward(self, x: Tensor[tuple[N, D], Float32, CPU]) -> Tensor[tuple[N, Any], Float32, CPU]:
        return self.head(x)


class Model(nn.Module):
    def __init__(self, config: Config, width: int, is_wide: bool) -> None:
        super().__init__()
        self.of_config = OfConfig(config)
        self.of_width = Embedding(100, width)
        self.of_number = Embedding(100, 32)
        self.chosen = Gate(32, 1) if is_wide else Gate(64, 1)
        self.positions = Positions(77, 32)
        self.head = nn.Linear(config.dim, 5)

    def forward(self, ids: Tensor[tuple[N, T], Int64, CPU], x: Tensor[tuple[N, L[32]], Float32, CPU]) -> None:
        assert_type(self.head(self.of_config(ids)), Tensor[tuple[N, T, L[5]], Float32, CPU])
        assert_type(self.of_number(ids), Tensor[tuple[N, T, L[32]], Float32, CPU])
        assert_type(self.positions(self.of_number(ids)), Tensor[tuple[N, T, L[32]], Float32, CPU])
        self.chosen(x)


def calls(x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> None:
    Block(64)(tt.randn(2, 64, 8, 8))
    Block(64, 2)(tt.randn(2, 64, 8, 8))
    Small(8)(tt.randn(2, 16, 8, 8))
    Positions(77, 32)(tt.randn(2, 77, 32))
    Chooses(8, 4)(tt.randn(2, 8))
    Chooses(8, 4).train()(tt.randn(2, 4))
    Returns(8)(tt.randn(2, 1))
    Gate(8, 1)(tt.randn(2, 8))
    Gate(8, 8)(tt.randn(2, 8))
    assert_type(Embedding(10, 16)(torch.zeros(2, 3, dtype=torch.int64)), Tensor[tuple[L[2], L[3], L[16]], Float32, CPU])
    replaced = Replaced(512)
    replaced.head = nn.Linear(64, 10)
    replaced(tt.randn(2, 64))


Block(64)(tt.randn(2, 64, 8, 8))
Gate(8, 1)(tt.randn(2, 8))


class Generically(nn.Module, Generic[C]):
    def __init__(self, channels: C) -> None:
        super().__init__()
        self.own = Block(channels)
        self.other = Block(8)


class Derived(Generically[Any]):
    def __init__(self) -> None:
        super().__init__(16)
        self.other = Block(32)

    def forward(self) -> None:
        self.other(tt.randn(2, 32, 4, 4))


class OneOfSeveral(nn.Module):
    def __init__(self, is_wide: bool) -> None:
        super().__init__()
        if is_wide:
            self.block = Block(64)
        else:
            self.block = Block(32)
        self.either = Block(32) if is_wide else Block(16)
        self.blocks = nn.ModuleList()
        for channels in (8, 16):
            self.blocks.append(Block(channels))
        self.named = nn.ModuleDict({"a": Block(8), "b": Block(16)})

    def forward(self, key: str) -> None:
        self.block(tt.randn(2, 64, 4, 4))
        self.block(tt.randn(2, 32, 4, 4))
        self.either(tt.randn(2, 32, 4, 4))
        self.named[key](tt.randn(2, 16, 4, 4))
        for block in self.blocks:
            block(tt.randn(2, 16, 4, 4))


def one_of_several(is_wide: bool) -> None:
    generically = Generically(64)
    generically.own(tt.randn(2, 64, 4, 4))
    block = Block(16)
    layer = nn.Conv2d(16, 8, 1)
    if is_wide:
        block = Block(32)
        layer = nn.Conv2d(32, 8, 1)
    block(tt.randn(2, 32, 4, 4))
    layer(tt.randn(2, 32, 4, 4))
    for channels in (4, 8):
        each = Block(channels)
        each(tt.randn(2, channels, 4, 4))
    blocks = [Block(8), Block(16)]
    for each in blocks:
        each(tt.randn(2, 16, 4, 4))
    blocks[1](tt.randn(2, 16, 4, 4))
    either = Block(3) if is_wide else Block(5)
    either(tt.randn(2, 5, 4, 4))
    one, two = Block(8), Block(16)
    two(tt.randn(2, 16, 4, 4))
    one, two = two, one
    one(tt.randn(2, 16, 4, 4))
