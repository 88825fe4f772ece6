"""Mistakes behind signatures that leave sizes open, and behind tests that a call decides."""

# mypy: allow-redefinition, allow-untyped-defs, allow-untyped-calls, allow-incomplete-defs

from __future__ import annotations

from typing import Any, TypeVar
from typing import Literal as L

import torch
from torch import nn

from typed_torch import CPU, Device, Float32, Tensor

N = TypeVar("N", bound=int)
T = TypeVar("T", bound=int)
D = TypeVar("D", bound=int)
Dev = TypeVar("Dev", bound=Device)


class Head(nn.Module):
    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.fc = nn.Linear(width, classes)

    def forward(self, x: Tensor[tuple[N, D], Float32, Dev]) -> Tensor[tuple[N, Any], Float32, Dev]:
        return self.fc(x)  # type: ignore[no-any-return, unused-ignore]


class Images(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 5, 3, padding=1)

    def forward(self, x: Tensor[tuple[N, Any, Any, Any], Float32, Dev]) -> Any:
        return self.conv(x)


def logits(x: Tensor) -> Any:
    return x @ torch.zeros(4, 5)


def results(x: Tensor[tuple[N, L[11]], Float32, CPU], y: Tensor[tuple[N, L[3], L[8], L[8]], Float32, CPU]) -> None:
    nn.Linear(3, 4)(Head(11, 5)(x))  # mistake for the plugin: a result declared with Any
    Images()(y)  # mistake for the plugin: a parameter declared with Any
    logits(x)  # mistake for the plugin: a parameter declared with Any
    x + Images()(y.mean(1, keepdim=True).expand(-1, 4, -1, -1))  # mistake for the plugin: a result declared with Any


def repeated(x: torch.Tensor, times: int) -> torch.Tensor:
    n, t, h, d = x.shape
    if times == 1:
        return x
    return x[:, :, None].expand(n, t, h, times, d).reshape(n, t, h * times, d)


def scaled(x, mask=None):
    if mask is not None:
        x = x * mask
    return x.softmax(-1)


class Embedding(nn.Module):
    def __init__(self, include: bool = True, mode: str = "stack") -> None:
        super().__init__()
        self.include, self.mode = include, mode

    def forward(self, x):
        y = torch.stack([x.sin(), x.cos()], -1)
        y = y.flatten(-2) if self.mode == "flat" else y
        return torch.cat([x, y], -1) if self.include else y


def decided(
    x: Tensor[tuple[N, L[5], L[2], D], Float32, CPU], y: Tensor[tuple[N, L[3]], Float32, CPU], m: Tensor[tuple[L[4]]]
) -> None:
    repeated(x, 1)
    repeated(x, 4)  # mistake for the plugin: behind a test that the call decides
    scaled(x)
    scaled(y, m)  # mistake for the plugin: behind a test that the call decides
    Embedding(include=False)(y)
    Embedding(mode="flat")(y) + y  # mistake for the plugin: behind a test that the object decides
    Embedding()(y)  # mistake for the plugin: behind a test that the object decides


def thirds(x):
    first, second, third = x.unbind(0)
    return first + second + third


class Size(nn.Module):
    def forward(self, x):
        n, c, h, w = x.shape
        return x.reshape(n, c, h * w)


def unpacked(x: Tensor[tuple[L[3], L[4], N], Float32, CPU]) -> None:
    thirds(x)
    thirds(x.mT.mT.transpose(0, 1))  # mistake for the plugin: values to unpack where it is called
    Size()(x)  # mistake for the plugin: values to unpack where it is called
