"""Code that uses jaxtyping and knows nothing of us: a line with ``# refused: code`` is a mistake, every other is right."""

from __future__ import annotations

import jaxtyping as jt
import torch
from jaxtyping import Bool, Float, Float32, Int, Shaped
from jaxtyping import Float as F
from torch import Tensor, nn


def attend(q: Float[Tensor, "b h t d"], k: Float[Tensor, "b h s d"]) -> Float[Tensor, "b h t s"]:
    return q @ k.transpose(-1, -2)


def attend_wrongly(q: Float[Tensor, "b h t d"], k: Float[Tensor, "b h s d"]) -> Float[Tensor, "b h s t"]:
    return q @ k.transpose(-1, -2)  # refused: return-value


def rounded(x: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
    return x.long()  # refused: return-value


def half(x: F[Tensor, "n 4"], mask: Bool[Tensor, "n"] | None = None) -> F[Tensor, "n//2 4"]:
    return x[: x.shape[0] // 2]


def doubled(x: Float[Tensor, "t"], y: Float[Tensor, "2*t"]) -> Float[Tensor, "t+1"]:
    return torch.cat([x, torch.zeros(1)])


def broadcast(x: Float[Tensor, "#n m"], y: Float[Tensor, "n #m"]) -> Float[Tensor, "n m"]:
    return x + y


def several(x: Float[Tensor, "*b c"], y: Float[Tensor, "*b d"]) -> Float[Tensor, "*b c d"]:
    return x[..., :, None] * y[..., None, :]


def scalar(x: Float[Tensor, ""]) -> Float[Tensor, ""]:
    return x * 2


def either(x: Float[Tensor, "n"] | Int[Tensor, "n n"]) -> Shaped[Tensor, "n"]:
    return x.sum(-1) if x.ndim == 2 else x + 1


def from_plain(x: Tensor) -> Float[Tensor, "n k"]:
    return x


def to_plain(x: Float[Tensor, "n"]) -> Tensor:
    return x


def several_results(x: Float[Tensor, "n m"]) -> tuple[Float[Tensor, "n"], Float[Tensor, "m"]]:
    return x.sum(1), x.sum(0)


class Base:
    def apply(self, x: Float[Tensor, "n m"]) -> Float[Tensor, "n"]:
        return x.sum(1)


class Derived(Base):
    def apply(self, x: Float[Tensor, "rows columns"]) -> Float[Tensor, "rows"]:
        return x.mean(1)


class Net(nn.Module):
    def forward(self, x: jt.Float[Tensor, "batch 4"]) -> jt.Float[Tensor, "batch 8"]:
        return torch.cat([x, x], 1)


attend(torch.randn(2, 3, 4, 5), torch.randn(2, 3, 6, 5))
attend(torch.randn(2, 3, 4, 5), torch.randn(2, 3, 6, 7))  # refused: tensor-shape
attend(torch.randn(2, 3, 4, 5), torch.zeros(2, 3, 6, 5).long())  # refused: tensor-dtype
half(torch.randn(6, 4))
half(torch.randn(6, 4), torch.randn(6) > 0)
half(torch.randn(6, 4), torch.randn(5) > 0)  # refused: tensor-shape
doubled(torch.randn(3), torch.randn(6))
doubled(torch.randn(3), torch.randn(5))  # refused: tensor-shape
broadcast(torch.randn(1, 4), torch.randn(3, 1))
broadcast(torch.randn(2, 4), torch.randn(3, 1))  # refused: tensor-shape
several(torch.randn(2, 3, 4), torch.randn(2, 3, 5))
several(torch.randn(2, 3, 4), torch.randn(3, 2, 5))  # refused: tensor-shape
scalar(torch.randn(()))
scalar(torch.randn(1))  # refused: tensor-shape
either(torch.randn(3))
either(torch.zeros(3, 3).long())
either(torch.zeros(3, 4).long())  # refused: tensor-shape
attend(from_plain(torch.randn(4)), torch.randn(2, 3, 4, 5))  # refused: tensor-shape
Net()(torch.randn(2, 4))
Net()(torch.randn(2, 5))  # refused: tensor-shape

scores: Float32[Tensor, "2 3 4 6"] = attend(torch.randn(2, 3, 4, 5), torch.randn(2, 3, 6, 5))
wrong_scores: Float32[Tensor, "2 3 6 4"] = attend(torch.randn(2, 3, 4, 5), torch.randn(2, 3, 6, 5))  # refused:
outer: Float[Tensor, "2 3 4 5"] = several(torch.randn(2, 3, 4), torch.randn(2, 3, 5))
wrong_outer: Float[Tensor, "2 3 5 4"] = several(torch.randn(2, 3, 4), torch.randn(2, 3, 5))  # refused:
halves: Float[Tensor, "3 4"] = half(torch.randn(6, 4))
wrong_halves: Float[Tensor, "2 4"] = half(torch.randn(6, 4))  # refused:
rows: Float[Tensor, "3"]
columns: Float[Tensor, "4"]
rows, columns = several_results(torch.randn(3, 4))
columns, rows = several_results(torch.randn(3, 4))  # refused:
