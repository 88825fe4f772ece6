"""The type parameters of Python 3.12."""

from typing import Literal as L
from typing import assert_type

import typed_torch as tt
from typed_torch import CPU, Device, Float32, Floating, Tensor
from typed_torch.nn.functional import group_norm


class Block[C: int](tt.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = tt.nn.GroupNorm[C](8, channels)

    def forward[N: int, *Sp, D: Floating, Dev: Device](
        self, x: Tensor[tuple[N, C, *Sp], D, Dev]
    ) -> Tensor[tuple[N, C, *Sp], D, Dev]:
        return self.norm(x)


def normalize[N: int, C: int, *Sp](
    x: Tensor[tuple[N, C, *Sp], Float32, CPU], w: Tensor[tuple[C], Float32, CPU]
) -> Tensor[tuple[N, C, *Sp], Float32, CPU]:
    return group_norm(x, 8, w)


def use(x: Tensor[tuple[L[2], L[64], L[8]], Float32, CPU], w: Tensor[tuple[L[64]], Float32, CPU]) -> None:
    assert_type(Block[L[64]](64)(x), Tensor[tuple[L[2], L[64], L[8]], Float32, CPU])
    assert_type(normalize(x, w), Tensor[tuple[L[2], L[64], L[8]], Float32, CPU])
