"""Operations of three operands, fillers, pairs of results and their names, attention."""

from typing import Literal as L
from typing import TypeVar, assert_type

import torch
from torch import nn

from typed_torch import CPU, CUDA, Complex64, Float32, Float64, Int64, Tensor

N = TypeVar("N", bound=int)
T = TypeVar("T", bound=int)
S = TypeVar("S", bound=int)

X = Tensor[tuple[N, L[3]], Float32, CPU]


def limits(x: X[N], i: Tensor[tuple[N], Int64, CPU], high: Tensor[tuple[L[3]], Float64, CPU]) -> None:
    assert_type(x.clamp(0, 1), X[N])
    assert_type(x.clamp(min=0.0), X[N])
    assert_type(torch.clamp(x, max=high), Tensor[tuple[N, L[3]], Float64, CPU])
    assert_type(i.clamp(0), Tensor[tuple[N], Int64, CPU])
    assert_type(x.clamp_min(0).clamp_max_(1), X[N])
    assert_type(torch.lerp(x, x, 0.5), X[N])
    assert_type(torch.addcmul(x, x, x, value=0.5), X[N])
    assert_type(x.addcdiv_(x, x), X[N])


def alike(x: X[N], i: Tensor[tuple[N], Int64, CPU], z: Tensor[tuple[N], Complex64, CPU]) -> None:
    assert_type(x.round(), X[N])
    assert_type(x.round(decimals=2), X[N])
    assert_type(abs(x), X[N])
    assert_type([abs(3), abs(-2.5)], list[float])
    assert_type(range(abs(x.shape[1])), range)
    assert_type(abs(z), Tensor[tuple[N], Float32, CPU])
    assert_type(x.normal_(0, 0.02).uniform_(-1, 1).fill_(0), X[N])
    assert_type(x.data, X[N])
    assert_type(x.grad, X[N] | None)
    assert_type(x.copy_(x[0]), X[N])
    assert_type(x.cuda().copy_(x), Tensor[tuple[N, L[3]], Float32, CUDA])


def pairs(x: X[N]) -> None:
    std, _ = torch.std_mean(x, dim=1, keepdim=True)
    assert_type(std, Tensor[tuple[N, L[1]], Float32, CPU])
    assert_type(torch.aminmax(x, dim=1).max, Tensor[tuple[N], Float32, CPU])
    assert_type(x.max(1).values, Tensor[tuple[N], Float32, CPU])
    assert_type(x.max(dim=-1).indices, Tensor[tuple[N], Int64, CPU])
    assert_type(x.topk(2).indices, Tensor[tuple[N, L[2]], Int64, CPU])
    assert_type(torch.sort(x, dim=1).values, X[N])
    assert_type(x[:, [0, 2]], Tensor[tuple[N, L[2]], Float32, CPU])


class Attending(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(64, 8, batch_first=True)
        self.layer = nn.TransformerEncoderLayer(64, 8, batch_first=True)
        self.encoder = nn.TransformerEncoder(self.layer, 2)

    def forward(self, x: Tensor[tuple[N, T, L[64]], Float32, CPU], y: Tensor[tuple[N, S, L[64]], Float32, CPU]) -> None:
        attended, weights = self.attention(x, y, y)
        assert_type(attended, Tensor[tuple[N, T, L[64]], Float32, CPU])
        assert_type(weights, Tensor[tuple[N, T, S], Float32, CPU])
        alone, none = self.attention(x, x, x, need_weights=False)
        assert_type(alone, Tensor[tuple[N, T, L[64]], Float32, CPU])
        assert_type(none, None)
        assert_type(self.layer(x), Tensor[tuple[N, T, L[64]], Float32, CPU])
        assert_type(self.encoder(x), Tensor[tuple[N, T, L[64]], Float32, CPU])
