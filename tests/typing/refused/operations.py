"""Mistakes in ``matmul``, ``cat``, attention and limits."""

from typing import Literal as L

import torch

import typed_torch as tt
from typed_torch import CPU, CUDA, Float32, Float64, Tensor


def matmul(
    a: Tensor[tuple[L[2], L[3]], Float32, CPU],
    b: Tensor[tuple[L[4], L[5]], Float32, CPU],
    c: Tensor[tuple[L[3], L[5]], Float64, CPU],
    d: Tensor[tuple[L[3], L[5]], Float32, CUDA],
    e: Tensor[tuple[L[7], L[2], L[3]], Float32, CPU],
    f: Tensor[tuple[L[6], L[3], L[5]], Float32, CPU],
    g: Tensor[tuple[()], Float32, CPU],
) -> None:
    tt.matmul(a, b)  # mistake: matmul, inner dimensions
    tt.matmul(e, b)  # mistake: matmul, inner dimensions
    tt.matmul(a, c)  # mistake: matmul, dtype
    tt.matmul(a, d)  # mistake: matmul, device
    tt.matmul(a, g)  # mistake: matmul, rank
    tt.matmul(e, f)  # mistake for the plugin: matmul, broadcasting
    tt.matmul(tt.randn(2, 3), tt.randn(4, 5))  # mistake for the plugin: matmul, literal sizes


def cat(
    a: Tensor[tuple[L[2], L[3]], Float32, CPU],
    b: Tensor[tuple[L[2], L[4]], Float32, CPU],
    c: Tensor[tuple[L[2]], Float32, CPU],
    d: Tensor[tuple[L[2], L[3]], Float32, CUDA],
) -> None:
    tt.cat(a)  # mistake: cat, no sequence
    tt.cat([a, b])  # mistake for the plugin: cat, sizes
    tt.cat([a, c])  # mistake for the plugin: cat, rank
    tt.cat([a, a], 2)  # mistake for the plugin: cat, dim
    tt.cat([a, d])  # mistake for the plugin: cat, device


def attention(
    x: Tensor[tuple[L[2], L[7], L[64]], Float32, CPU],
    y: Tensor[tuple[L[3], L[7], L[64]], Float32, CPU],
    z: Tensor[tuple[L[2], L[7], L[32]], Float32, CPU],
) -> None:
    attend = torch.nn.MultiheadAttention(64, 8, batch_first=True)
    attend(z, x, x)  # mistake for the plugin: attention
    attend(x, y, y)  # mistake for the plugin: attention
    torch.nn.MultiheadAttention(64, 7)  # mistake for the plugin: heads that do not divide
    x.clamp(min=y)  # mistake for the plugin: limits that do not broadcast
    x.copy_(y)  # mistake for the plugin: limits that do not broadcast
