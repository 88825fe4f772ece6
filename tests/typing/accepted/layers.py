"""torch's layers as they are reached through ``typed_torch.nn``, their sizes written or not."""

from typing import Any, Generic, TypeVar
from typing import Literal as L

import torch

from typed_torch import CPU, Bool, Float32, Int64, Tensor, nn

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
K = TypeVar("K", bound=int)
T = TypeVar("T", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)


def convolutions(
    conv: nn.Conv2d[L[3], L[64]],
    back: nn.ConvTranspose1d[L[8], C],
    x: Tensor[tuple[N, L[3], H, W], Float32, CPU],
    one: Tensor[tuple[L[3], H, W], Float32, CPU],
    signal: Tensor[tuple[N, L[8], T], Float32, CPU],
    unknown: Tensor,
    plain: torch.Tensor,
) -> None:
    y: Tensor[tuple[N, L[64], Any, Any], Float32, CPU] = conv(x)
    z: Tensor[tuple[L[64], Any, Any], Float32, CPU] = conv(one)
    s: Tensor[tuple[N, C, Any], Float32, CPU] = back(signal)
    back(signal, output_size=[20])
    conv(unknown)
    conv(plain)
    nn.Conv2d(3, 64, 3)(x)
    nn.Conv2d[L[3], L[64]](3, 64, kernel_size=(3, 5), stride=2)(x)
    as_torch: torch.nn.Conv2d = conv
    if conv.bias is not None:
        torch.nn.init.zeros_(conv.bias)
    torch.nn.init.kaiming_normal_(conv.weight)


def sized(
    linear: nn.Linear[C, L[10]],
    embedding: nn.Embedding[Any, L[64]],
    norm: nn.BatchNorm2d[C],
    words: Tensor[tuple[N, T], Int64, CPU],
    x: Tensor[tuple[N, T, C], Float32, CPU],
    image: Tensor[tuple[N, C, H, W], Float32, CPU],
) -> Tensor[tuple[N, T, L[10]], Float32, CPU]:
    e: Tensor[tuple[N, T, L[64]], Any, CPU] = embedding(words)
    i: Tensor[tuple[N, C, H, W], Float32, CPU] = norm(image)
    return linear(x)


def kept(
    x: Tensor[tuple[N, T, L[64]], Float32, CPU], i: Tensor[tuple[N], Int64, CPU], b: Tensor[tuple[N], Bool, CPU]
) -> Tensor[tuple[N, T, L[64]], Float32, CPU]:
    y = nn.Dropout(0.1)(nn.GELU()(nn.LayerNorm(64)(x)))
    z: Tensor[tuple[N, T, L[64]], Float32, CPU] = nn.Softmax(dim=-1)(y)
    same: Tensor[tuple[N], Bool, CPU] = nn.Identity()(b)
    nn.ReLU()(i)
    nn.ReLU()(torch.zeros(3))
    return nn.SiLU()(z)


class Block(nn.Module, Generic[C, K]):
    conv: nn.Conv2d[C, K]

    def __init__(self, conv: nn.Conv2d[C, K], act: nn.ReLU | nn.SiLU) -> None:
        super().__init__()
        self.conv = conv
        self.act = act
        self.layers = nn.ModuleList([conv, act, nn.Linear(3, 4), nn.Linear(4, 5)])
        self.chain = nn.Sequential(conv, nn.ReLU())

    def forward(self, x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> Tensor[tuple[N, K, Any, Any], Float32, CPU]:
        self.chain(x)
        return self.conv(x)


class Pointwise(nn.Conv2d[C, K]):
    def __init__(self, channels: C, out_channels: K) -> None:
        super().__init__(channels, out_channels, 1)


def subclass(pointwise: Pointwise[L[3], L[8]], x: Tensor[tuple[L[2], L[3], L[5], L[5]], Float32, CPU]) -> None:
    y: Tensor[tuple[L[2], L[8], Any, Any], Float32, CPU] = pointwise(x)
