"""Mistakes in calls of the user's own modules and functions."""

from typing import Any, Generic, TypeVar
from typing import Literal as L

import typed_torch as tt
from typed_torch import CPU, CUDA, Float32, Float64, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)


class Block(tt.nn.Module, Generic[C]):
    def __init__(self, channels: C) -> None:
        super().__init__()
        self.norm = tt.nn.GroupNorm[C](8, channels)

    def forward(self, x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> Tensor[tuple[N, C, H, W], Float32, CPU]:
        return self.norm(x)


class Narrow(tt.nn.GroupNorm[C]):
    pass


def scale(x: Tensor[tuple[N, C], Float32, CPU], w: Tensor[tuple[C], Float32, CPU]) -> Tensor[tuple[N, C], Float32, CPU]:
    return x


def annotated(
    block: Block[L[64]],
    x3: Tensor[tuple[L[2], L[64], L[8]], Float32, CPU],
    x32: Tensor[tuple[L[2], L[32], L[8], L[8]], Float32, CPU],
    x64: Tensor[tuple[L[2], L[64], L[8], L[8]], Float64, CPU],
    xc: Tensor[tuple[L[2], L[64], L[8], L[8]], Float32, CUDA],
    x2: Tensor[tuple[L[2], L[64]], Float32, CPU],
    w: Tensor[tuple[L[32]], Float32, CPU],
) -> None:
    block(x3)  # mistake: rank of a module's input
    block(x32)  # mistake: channels of a module
    block(x64)  # mistake: dtype of a module's input
    block(xc)  # mistake: device of a module's input
    scale(x2, w)  # mistake: sizes that a function's arguments share
    Block[L[32]](32)(x64)  # mistake: channels of a module
    Narrow[L[64]](8, 64)(x32)  # mistake: channels of a module


def from_literals(x: Tensor[tuple[L[2], L[64], L[8], L[8]], Float32, CPU]) -> None:
    Block(32)(x)  # mistake for the plugin: wrong literal sizes
    scale(tt.randn(2, 64), tt.ones(32))  # mistake for the plugin: wrong literal sizes


def layers(
    conv: tt.nn.Conv2d[L[3], L[64]],
    linear: tt.nn.Linear[L[3], L[10]],
    norm: tt.nn.BatchNorm2d[L[64]],
    x: Tensor[tuple[L[2], L[4], L[8], L[8]], Float32, CPU],
    y: Tensor[tuple[L[2], L[3], L[8], L[8]], Float32, CPU],
) -> None:
    conv(x)  # mistake: written channels of a layer
    linear(x)  # mistake: written channels of a layer
    norm(x)  # mistake: written channels of a layer
    tt.nn.Conv2d(3, 32, 3)(x)  # mistake for the plugin: channels that a layer is made with
    tt.nn.Conv2d[L[3], L[64]](4, 64, 3)  # mistake for the plugin: channels that a layer is made with
    wrong: Tensor[tuple[L[2], L[32], Any, Any], Float32, CPU] = conv(y)  # mistake: declared channels of a result
    tt.nn.Conv2d(3, 64, 3, dtype=tt.float64)(y)  # mistake for the plugin: dtype that a layer is made with
