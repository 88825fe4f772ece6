"""Mistakes in code that imports torch and names its signatures alone."""

from typing import Generic, TypeVar
from typing import Literal as L

import torch
import torch.nn.functional as F
from torch import nn

from typed_torch import CPU, CUDA, Device, Dim, Float32, Floating, Int64, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
H = TypeVar("H", bound=int)
D = TypeVar("D", bound=Floating)
Dev = TypeVar("Dev", bound=Device)


def known(
    x: Tensor[tuple[L[2], L[3], L[4]], Float32, CPU],
    y: Tensor[tuple[L[2], L[3]], Float32, CPU],
    c: Tensor[tuple[L[4]], Float32, CUDA],
    n: Tensor[tuple[L[4]], Int64, CPU],
) -> None:
    x.view(2, 13)  # mistake for the plugin: torch's names, elements
    torch.reshape(x, (5, -1))  # mistake for the plugin: torch's names, elements
    torch.softmax(x, 3)  # mistake for the plugin: torch's names, dim
    x.sum(-4)  # mistake for the plugin: torch's names, dim
    x.transpose(0, 3)  # mistake for the plugin: torch's names, dim
    x.permute(0, 1)  # mistake for the plugin: torch's names, dim
    x * y  # mistake for the plugin: torch's names, broadcasting
    torch.add(x, y)  # mistake for the plugin: torch's names, broadcasting
    x > y  # mistake for the plugin: torch's names, broadcasting
    x @ x  # mistake for the plugin: torch's names, inner dimensions
    torch.matmul(x, y)  # mistake for the plugin: torch's names, inner dimensions
    x + c  # mistake for the plugin: torch's names, device
    n.mean()  # mistake for the plugin: torch's names, dtype
    n.add_(0.5)  # mistake for the plugin: torch's names, dtype
    torch.cat([x, y])  # mistake for the plugin: torch's names, rank
    F.group_norm(x, 2)  # mistake for the plugin: torch's names, divisibility


def generic(x: Tensor[tuple[N, C, H], D, Dev], y: Tensor[tuple[N, C], D, Dev]) -> Tensor[tuple[N, C, H], D, Dev]:
    x + y  # mistake for the plugin: torch's names, broadcasting
    F.relu(x.transpose(1, 2)) + x  # mistake for the plugin: torch's names, broadcasting
    return x


def even(x: Tensor[tuple[N, Dim[L["2 * H"]]], Float32, CPU]) -> Tensor[tuple[N, H], Float32, CPU]:
    raise NotImplementedError


class Chain(nn.Module, Generic[C]):
    def __init__(self, channels: C) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, channels, 3)
        self.linear = nn.Linear(channels, 4 * channels)
        self.embed = nn.Embedding(10, 8)
        self.groups = nn.GroupNorm(5, 64)  # mistake for the plugin: modules, groups
        self.chain = nn.Sequential(nn.Conv2d(3, 8, 1), nn.ReLU(), nn.Conv2d(16, 8, 1))

    def forward(self, x: Tensor[tuple[N, L[3], H, H], Float32, CPU], i: Tensor[tuple[N], Int64, CPU]) -> None:
        self.conv(self.conv(x))  # mistake for the plugin: modules, channels
        self.linear(x)  # mistake for the plugin: modules, features
        self.linear(i)  # mistake for the plugin: modules, dtype
        self.embed(x)  # mistake for the plugin: modules, dtype
        self.chain(x)  # mistake for the plugin: modules, channels
        x[:, :, :, :, 0]  # mistake for the plugin: modules, index
        x + x[:, :, ::2]  # mistake for the plugin: modules, skip
        torch.einsum("nchw,nc->nhw", x, x)  # mistake for the plugin: modules, einsum
        F.cross_entropy(x.flatten(2).mean(2), x)  # mistake for the plugin: modules, target


def solved(x: Tensor[tuple[L[4], L[7]], Float32, CPU]) -> None:
    even(x)  # mistake for the plugin: computed sizes
