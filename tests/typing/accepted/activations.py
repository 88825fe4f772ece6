"""Activations as functions and methods, which keep the type of their tensor in every checker."""

from typing import TypeVar, assert_type

import torch

import typed_torch as tt
import typed_torch.nn.functional as F
from typed_torch import CPU, Float32, Int64, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
X = Tensor[tuple[N, C], Float32, CPU]


def activations(x: X[N, C], i: Tensor[tuple[N], Int64, CPU], u: torch.Tensor) -> X[N, C]:
    assert_type(F.relu(x), X[N, C])
    assert_type(F.gelu(F.dropout(x, 0.1), approximate="tanh"), X[N, C])
    assert_type(tt.relu(x).sigmoid().tanh(), X[N, C])
    assert_type(F.softmax(x, dim=-1), X[N, C])
    assert_type(tt.softmax(x, -1), X[N, C])
    assert_type(x.softmax(-1), X[N, C])
    F.softmax(x, dim=-1, dtype=tt.float64)
    F.relu(i)
    tt.sigmoid(i)
    F.relu(u)
    plain: torch.Tensor = F.silu(tt.relu(u))
    return F.silu(F.relu(x, inplace=True))
