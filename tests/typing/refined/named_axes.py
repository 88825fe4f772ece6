"""einops' functions on typed tensors."""

from typing import Literal as L
from typing import TypeVar, assert_type

from einops import einsum, rearrange, reduce, repeat

from typed_torch import CPU, Dim, Float32, Tensor

B = TypeVar("B", bound=int)
T = TypeVar("T", bound=int)
C = TypeVar("C", bound=int)
K = TypeVar("K", bound=int)


def axes(x: Tensor[tuple[B, T, C], Float32, CPU], heads: int, k: K) -> None:
    assert_type(rearrange(x, "b t c -> c (b t)"), Tensor[tuple[C, Dim[L["B * T"]]], Float32, CPU])
    assert_type(rearrange(x, "b t (h d) -> b h t d", h=8), Tensor[tuple[B, L[8], T, Dim[L["C // 8"]]], Float32, CPU])
    split = rearrange(x, "b t (h d) -> b h t d", h=k)
    assert_type(rearrange(split, "b h t d -> b t (h d)"), Tensor[tuple[B, T, C], Float32, CPU])
    there = rearrange(x, "... (h d) -> ... h d", h=heads)
    assert_type(rearrange(there, "... h d -> ... (h d)"), Tensor[tuple[B, T, C], Float32, CPU])
    assert_type(reduce(x, "b t c -> b 1 c", "mean"), Tensor[tuple[B, L[1], C], Float32, CPU])
    assert_type(repeat(x, "b t c -> b t c k", k=3), Tensor[tuple[B, T, C, L[3]], Float32, CPU])
    assert_type(einsum(x, x, "b t c, b s c -> b t s"), Tensor[tuple[B, T, T], Float32, CPU])
