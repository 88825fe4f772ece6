"""Numbers that no annotation says are ones, and those that stand in for one that is not given."""

# mypy: allow-redefinition, allow-untyped-defs, allow-untyped-calls, allow-incomplete-defs

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar, assert_type
from typing import Literal as L

import torch
import torch.nn.functional as F
from torch import nn

from typed_torch import CPU, Float32, Int64, Tensor

N = TypeVar("N", bound=int)
T = TypeVar("T", bound=int)
D = TypeVar("D", bound=int)


def exists(value):
    return value is not None


def default(value, other):
    return value if exists(value) else other


class Mlp(nn.Module):
    def __init__(self, dim: int, hidden: int | None = None, out: int | None = None) -> None:
        super().__init__()
        out = out or dim
        hidden = hidden or 4 * dim
        self.fc1 = nn.Linear(dim, hidden)
        self.fc2 = nn.Linear(hidden, out)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.fc2(F.gelu(self.fc1(x)))


class Tested(nn.Module):
    def __init__(self, dim: int, hidden: int | None = None, out: int | None = None) -> None:
        super().__init__()
        if hidden is None:
            hidden = dim // 2
        self.out = out if out is not None else dim
        self.up, self.down = nn.Linear(dim, hidden), nn.Linear(hidden, self.out)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.down(self.up(x)).view(*x.shape[:-1], self.out)


class Computed(nn.Module):
    """What it is given is not what it is made of."""

    def __init__(self, dim: int, hidden: int) -> None:
        super().__init__()
        hidden = int(2 * hidden / 3)
        self.up = nn.Linear(dim, hidden)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.up(x)


class Attention(nn.Module):
    def __init__(self, dim, heads=8, dim_head=None, dropout=0.0):
        super().__init__()
        dim_head = default(dim_head, dim // heads)
        inner = heads * dim_head
        self.heads = heads
        self.to_qkv = nn.Linear(dim, 3 * inner, bias=False)
        self.to_out = nn.Sequential(nn.Linear(inner, dim), nn.Dropout(dropout))

    def forward(self, x):
        b, n, _ = x.shape
        q, k, v = (each.view(b, n, self.heads, -1).transpose(1, 2) for each in self.to_qkv(x).chunk(3, dim=-1))
        attn = (q @ k.transpose(-1, -2)).softmax(dim=-1)
        return self.to_out((attn @ v).transpose(1, 2).reshape(b, n, -1))


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.norm = nn.LayerNorm(config.dim)
        self.attn = Attention(config.dim, config.heads)
        self.mlp = Mlp(config.dim)

    def forward(self, x):
        x = x + self.attn(self.norm(x))
        return x + self.mlp(x)


class Wider(Block):
    def forward(self, x):
        return torch.cat([x, super().forward(x)], -1)


class Gpt(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.parts = nn.ModuleDict(
            dict(  # noqa: C408 (as many write it)
                embed=nn.Embedding(config.vocabulary, config.dim),
                blocks=nn.ModuleList([Block(config) for _ in range(config.depth)]),
            )
        )
        self.head = nn.Linear(config.dim, config.vocabulary)
        self.narrow = nn.Linear(config.dim, 7)

    def forward(self, ids: Tensor[tuple[N, T], Int64, CPU]) -> Any:
        x = self.parts.embed(ids)
        for block in self.parts.blocks:
            x = block(x)
        self.head(x)
        assert_type(self.narrow(x), Tensor[tuple[N, T, L[7]], Float32, CPU])
        return x


def calls(x: Tensor[tuple[N, T, L[64]], Float32, CPU]) -> None:
    assert_type(Mlp(64)(x), Tensor[tuple[N, T, L[64]], Float32, CPU])
    assert_type(Mlp(64, None, 10)(x), Tensor[tuple[N, T, L[10]], Float32, CPU])
    assert_type(Mlp(64, 100, out=None)(x), Tensor[tuple[N, T, L[64]], Float32, CPU])
    assert_type(Tested(64)(x), Tensor[tuple[N, T, L[64]], Float32, CPU])
    assert_type(Tested(64, 3)(x), Tensor[tuple[N, T, L[64]], Float32, CPU])
    assert_type(Computed(64, 96)(x), Tensor[tuple[N, T, Any], Float32, CPU])
    assert_type(Attention(64)(x), Tensor[tuple[N, T, L[64]], Float32, CPU])


def of_any_width(x: Tensor[tuple[N, T, D], Float32, CPU], dim: D) -> None:
    assert_type(Attention(dim, 4)(x), Tensor[tuple[N, T, D], Float32, CPU])
    assert_type(Mlp(dim)(x), Tensor[tuple[N, T, D], Float32, CPU])


class Kernels(nn.Module):
    """A parameter without a type that is no number."""

    def __init__(self, dim, kernel=(3, 1), padding=(1, 0), scale=0.5):
        super().__init__()
        self.conv = nn.Conv2d(dim, dim, kernel, padding=padding)
        self.scale = scale

    def forward(self, x: Tensor[tuple[N, D, T, T], Float32, CPU]) -> Any:
        y = x + self.conv(x)
        return F.interpolate(y, scale_factor=self.scale)


class Residual(nn.Module):
    """``out`` is ``dim`` where none is given, so that the sum is right."""

    def __init__(self, dim: int, out: int | None = None) -> None:
        super().__init__()
        out = dim if out is None else out
        inner = out or dim
        self.fc = nn.Linear(dim, out)
        self.norm = nn.LayerNorm(inner)

    def forward(self, x: Tensor[tuple[N, D], Float32, CPU]) -> torch.Tensor:
        return x + self.norm(self.fc(x))


@dataclass
class Config:
    dim: int
    hidden: int = 32
    heads: int = 0

    def __post_init__(self) -> None:
        self.heads = self.dim // 8


class OfConfig(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.up = nn.Linear(config.dim, config.hidden)
        self.heads = nn.Linear(config.dim, config.heads)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.up(x), self.heads(x)


def of_a_config(x: Tensor[tuple[N, L[64]], Float32, CPU]) -> None:
    config = Config(64, hidden=16)
    up, heads = OfConfig(config)(x)
    assert_type(up, Tensor[tuple[N, L[16]], Float32, CPU])
    assert_type(heads, Tensor[tuple[N, Any], Float32, CPU])
    up, _ = OfConfig(Config(64))(x)
    assert_type(up, Tensor[tuple[N, L[32]], Float32, CPU])


class Stacked(nn.Module):
    def __init__(self, dim: int, depth: int):
        super().__init__()
        blocks = []
        for _ in range(depth):
            blocks.append(Mlp(dim))
        self.blocks = nn.Sequential(*blocks)
        self.convs = nn.ModuleList([nn.Conv1d(dim, dim, 1) for _ in range(depth)])
        self.norms = nn.ModuleList([nn.BatchNorm1d(dim) for _ in range(depth)])

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> torch.Tensor:
        x = self.blocks(x)
        assert_type(x, Tensor[tuple[N, T, D], Float32, CPU])
        y = x.transpose(1, 2)
        for _, (conv, norm) in enumerate(zip(self.convs, self.norms, strict=True)):
            y = norm(conv(y))
        return y


class Either(nn.Module):
    """Modules of two kinds in turns, of which one takes more."""

    def __init__(self, dim: int, depth: int):
        super().__init__()
        self.layers = nn.ModuleList()
        for index in range(depth):
            self.layers.append(Mlp(dim) if index % 2 else Joining(dim))

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> torch.Tensor:
        for index, layer in enumerate(self.layers):
            x = layer(x) if index % 2 else layer(x, x)
        return x


class Joining(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.fc = nn.Linear(dim, dim)

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU], y: torch.Tensor):
        return self.fc(x) + y.mean()


def both(x: Tensor[tuple[N, D], Float32, CPU]) -> list[torch.Tensor] | tuple[torch.Tensor, list[torch.Tensor]]:
    kept = [x]
    return x, kept


def split(x: torch.Tensor, n: int):
    return x[:, :n], None, x[:, n:]


def halves(x: Tensor[tuple[N, L[4], D], Float32, CPU]) -> None:
    first, nothing, second = split(x, 1)
    assert_type(first, Tensor[tuple[N, L[1], D], Float32, CPU])
    assert_type(second, Tensor[tuple[N, L[3], D], Float32, CPU])
    assert_type(nothing, Any)


class Mean(nn.Module):
    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> Tensor[tuple[N, D], Float32, CPU]:
        return x.mean(1)


class Flat(nn.Module):
    def forward(self, x: Tensor[tuple[N, D], Float32, CPU]) -> Tensor[tuple[N, D], Float32, CPU]:
        return x


class Pooling(nn.Module):
    def __init__(self, *, is_flat: bool) -> None:
        super().__init__()
        self.pool = Flat() if is_flat else Mean()

    def forward(self, x: Tensor[tuple[N, T, D], Float32, CPU]) -> torch.Tensor:
        return self.pool(x)


def of_either_rank(x: Tensor[tuple[N, T], Float32, CPU]) -> None:
    n, t = x.shape
    for shape in ((n, t), (n, 2, t)):
        x.new_zeros(shape).view(shape)
        print(torch.zeros(shape)[:, 0, 0])
