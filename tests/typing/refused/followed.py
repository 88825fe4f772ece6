"""Mistakes in helpers and modules that say nothing of sizes, which only what they are given tells."""

from __future__ import annotations

from typing import Any, TypeVar
from typing import Literal as L

import torch
import torch.nn.functional as F
from torch import nn

from typed_torch import CPU, Float32, Tensor

N = TypeVar("N", bound=int)
T = TypeVar("T", bound=int)
D = TypeVar("D", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)


def swapped(x: torch.Tensor) -> torch.Tensor:
    return x.transpose(1, 2)


def projected(x: torch.Tensor) -> torch.Tensor:
    return x @ torch.zeros(8, 16)


def around(x: torch.Tensor) -> torch.Tensor:
    return projected(swapped(x))


def functions(x: Tensor[tuple[N, T, L[8]], Float32, CPU]) -> None:
    projected(x)
    x + swapped(x)  # mistake for the plugin: a helper's result
    projected(swapped(x))  # mistake for the plugin: inside of a helper
    around(x)  # mistake for the plugin: inside of a helper


class ConvNorm(nn.Module):
    def __init__(self, channels: int, out: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, out, 3, padding=1)
        self.norm = nn.BatchNorm2d(out)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.norm(self.conv(x)))


class Widening(nn.Module):
    """Right for no number of channels, and refused where it is given some."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = ConvNorm(channels, 2 * channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(x + self.conv(x))


class Network(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem = ConvNorm(3, 64)
        self.next = ConvNorm(32, 128)
        self.body = nn.Sequential(ConvNorm(64, 128), ConvNorm(64, 32))
        self.widening = Widening(64)
        self.head = nn.Linear(128, 10)

    def pooled(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(x.mean(2))  # type: ignore[no-any-return, unused-ignore]

    def forward(self, x: Tensor[tuple[N, L[3], H, W], Float32, CPU]) -> Any:
        y = self.stem(x)
        self.next(y)  # mistake for the plugin: channels of a module without sizes
        self.body(y)  # mistake for the plugin: channels of a module without sizes
        self.widening(y)  # mistake for the plugin: inside of a module without sizes
        return self.pooled(x)  # mistake for the plugin: inside of a method
