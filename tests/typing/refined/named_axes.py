"""einops' functions and layers on typed tensors."""

from typing import Literal as L
from typing import TypeVar, assert_type

from einops import einsum, rearrange, reduce, repeat
from einops.layers.torch import Rearrange, Reduce
from torch import nn

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


class Patches(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        patches = "b c (h p1) (w p2) -> b (h w) (p1 p2 c)"
        self.embed = nn.Sequential(Rearrange(patches, p1=4, p2=4), nn.LayerNorm(48), nn.Linear(48, 32))
        self.narrow = nn.Sequential(Rearrange(patches, p1=4, p2=4), nn.LayerNorm(47))
        self.pool = Reduce("b n d -> b d", "mean")

    def forward(self, x: Tensor[tuple[B, L[3], L[32], L[32]], Float32, CPU]) -> Tensor[tuple[B, L[32]], Float32, CPU]:
        self.pool(x)  # type: ignore[tensor-shape]
        self.narrow(x)  # type: ignore[tensor-shape]
        patches = self.embed(x)
        assert_type(patches, Tensor[tuple[B, L[64], L[32]], Float32, CPU])
        return self.pool(patches)
