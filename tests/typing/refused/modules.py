"""Mistakes in calls of the user's own modules and functions."""

from typing import Any, Generic, TypeVar
from typing import Literal as L

import torch

import typed_torch as tt
from typed_torch import CPU, CUDA, Device, DType, Float32, Float64, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)
Kind = TypeVar("Kind", bound=DType)
Dev = TypeVar("Dev", bound=Device)
Other = TypeVar("Other", bound=Device)


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


def together(x: Tensor[tuple[N], Kind, Dev], y: Tensor[tuple[C], Kind, Dev]) -> Tensor[tuple[N], Kind, Dev]:
    return x


def of_one_kind(
    x: Tensor[tuple[N], Float32, CPU],
    of_double: Tensor[tuple[N], Float64, CPU],
    on_gpu: Tensor[tuple[C], Float32, CUDA],
    anywhere: Tensor[tuple[N], Float32, Other],
) -> None:
    together(x, x)
    together(x, of_double)  # mistake for the plugin: dtypes that a function's arguments share
    together(x, on_gpu)  # mistake for the plugin: devices that a function's arguments share
    together(anywhere, on_gpu)  # mistake for the plugin: devices that a function's arguments share


class Repeated(tt.nn.Module):
    def __init__(self, count: int) -> None:
        super().__init__()
        self.halved = torch.nn.Sequential(*[torch.nn.Conv2d(3, 3, 3, 2, 1) for _ in range(3)])
        self.wide = torch.nn.Sequential(*[torch.nn.Linear(4, 8) for _ in range(3)])
        self.perhaps_once = torch.nn.Sequential(*[torch.nn.Linear(4, 8) for _ in range(count)])

    def forward(self, x: Tensor[tuple[N, L[4]], Float32, CPU]) -> None:
        self.perhaps_once(x)
        self.halved(torch.zeros(1, 3, 64, 64)).view(1, 3, 8, 8)
        self.halved(torch.zeros(1, 3, 64, 64)).view(1, 3, 16, 16)  # mistake for the plugin: number of elements
        self.wide(x)  # mistake for the plugin: features of a module of a chain


class Fused(tt.nn.Module, Generic[C, H]):
    def __init__(self, dim: C, heads: H) -> None:
        super().__init__()
        self.heads = heads
        self.query = torch.nn.Linear(dim, dim)
        self.both = torch.nn.Linear(dim, 2 * dim)

    def forward(self, x: Tensor[tuple[N, W, C], Float32, CPU]) -> None:
        n, t, d = x.shape
        self.query(x).view(n, t, 3, self.heads, d // self.heads)  # mistake for the plugin: number of elements
        self.both(x).view(n, t, 3, self.heads, d // self.heads)


class ConvNormAct(torch.nn.Sequential):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__(torch.nn.Conv2d(in_channels, out_channels, 3), torch.nn.BatchNorm2d(out_channels))


def conv3x3(in_channels: int, out_channels: int) -> torch.nn.Conv2d:
    return torch.nn.Conv2d(in_channels, out_channels, 3)


class Made(tt.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.chain = torch.nn.Sequential(ConvNormAct(3, 64), ConvNormAct(32, 64))
        self.conv = conv3x3(16, 32)

    def forward(self, x: Tensor[tuple[N, L[3], H, W], Float32, CPU]) -> None:
        self.chain(x)  # mistake for the plugin: channels of a chain of the user's
        self.conv(x)  # mistake for the plugin: channels of what a function makes


class OfUnknown(tt.nn.Module):
    def __init__(self, backbone: torch.nn.Module, widths: list[int], norm: bool) -> None:
        super().__init__()
        self.backbone, self.neck = backbone, torch.nn.Conv2d(512, 64, 1)
        layers: list[torch.nn.Module] = []
        if norm:
            layers.append(torch.nn.BatchNorm2d(3))
        for width in widths:
            layers += [torch.nn.Conv2d(3, width, 3), torch.nn.ReLU()]
        layers.append(torch.nn.Conv2d(widths[-1], 16, 1))
        self.stem = torch.nn.Sequential(*layers)
        self.head = torch.nn.Sequential(torch.nn.Conv2d(32, 64, 1), torch.nn.ReLU())

    def forward(self, x: Tensor[tuple[N, L[3], H, W], Float32, CPU]) -> None:
        self.head(self.stem(x))  # mistake for the plugin: channels behind layers that code chooses
        self.head(self.neck(self.backbone(x)))  # mistake for the plugin: channels of what a layer makes of the unknown


def sized(width: C, rows: N) -> Tensor[tuple[N, C], Float32, CPU]:
    return tt.zeros(rows, width)


class OfNumbers(tt.nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.fc, self.width = torch.nn.Linear(width, 3), width

    def forward(self) -> None:
        self.fc(sized(2 * self.width, 2))  # mistake for the plugin: features of what a function is given a number for
