"""Mistakes in code that imports torch and names its signatures alone."""

from typing import Literal as L
from typing import TypeVar

import torch
import torch.nn.functional as F

from typed_torch import CPU, CUDA, Device, Float32, Floating, Int64, Tensor

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
