"""Models made with plain numbers, ``dim: int`` and ``config.dim``, whose signatures name the sizes by themselves."""

# mypy: allow-redefinition

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar, assert_type
from typing import Literal as L

import torch
import torch.nn.functional as F
from torch import nn

from typed_torch import CPU, Dim, Float32, Int64, Tensor

B = TypeVar("B", bound=int)
T = TypeVar("T", bound=int)
D = TypeVar("D", bound=int)
C = TypeVar("C", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)


@dataclass
class Config:
    vocabulary: int = 65
    context: int = 256
    dim: int = 384
    heads: int = 6


class Attention(nn.Module):
    def __init__(self, dim: int, heads: int = 8, dropout: float = 0.0) -> None:
        super().__init__()
        self.heads = heads
        self.head_dim = dim // heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)
        self.scale = nn.Parameter(torch.ones(dim))
        self.dropout = nn.Dropout(dropout)

    def split(self, x: Tensor[tuple[B, T, D], Float32, CPU]) -> torch.Tensor:
        b, t, _ = x.shape
        return x.view(b, t, self.heads, -1).transpose(1, 2)

    def forward(self, x: Tensor[tuple[B, T, D], Float32, CPU]) -> Tensor[tuple[B, T, D], Float32, CPU]:
        b, t, d = x.shape
        q, k, v = self.qkv(x * self.scale).split(d, dim=-1)
        q = q.view(b, t, self.heads, self.head_dim).transpose(1, 2)
        k = k.view(b, t, self.heads, self.head_dim).transpose(1, 2)
        v = v.view(b, t, self.heads, self.head_dim).transpose(1, 2)
        weights = F.softmax(q @ k.transpose(-2, -1) / self.head_dim**0.5, dim=-1)
        y = self.dropout(weights) @ v
        y = y.transpose(1, 2).contiguous().view(b, t, d)
        return self.proj(y)


class Block(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.first = nn.LayerNorm(config.dim)
        self.attention = Attention(config.dim, config.heads)
        self.second = nn.LayerNorm(config.dim)
        self.mlp = nn.Sequential(
            nn.Linear(config.dim, 4 * config.dim), nn.GELU(), nn.Linear(4 * config.dim, config.dim)
        )

    def forward(self, x: Tensor[tuple[B, T, D], Float32, CPU]) -> Tensor[tuple[B, T, D], Float32, CPU]:
        x = x + self.attention(self.first(x))
        return x + self.mlp(self.second(x))


class Model(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.tokens = nn.Embedding(config.vocabulary, config.dim)
        self.places = nn.Embedding(config.context, config.dim)
        self.blocks = nn.ModuleList([Block(config) for _ in range(4)])
        self.norm = nn.LayerNorm(config.dim)
        self.head = nn.Linear(config.dim, config.vocabulary, bias=False)
        self.head.weight = self.tokens.weight

    def forward(self, tokens: Tensor[tuple[B, T], Int64, CPU]) -> torch.Tensor:
        x = self.tokens(tokens) + self.places(torch.arange(tokens.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


class Conv(nn.Module):
    def __init__(self, channels: int, kernel_size: int = 3, padding: int = 0, scale: int = 1) -> None:
        super().__init__()
        self.same = nn.Conv2d(channels, channels, kernel_size, padding=kernel_size // 2)
        self.point = nn.Conv2d(channels, channels, 1, padding=padding)
        self.depth = nn.Conv2d(channels, channels, kernel_size, groups=channels, padding=(kernel_size - 1) // 2)
        self.norm = nn.GroupNorm(max(1, channels // 16), channels)
        self.scale = scale

    def forward(self, x: Tensor[tuple[B, C, H, W], Float32, CPU]) -> Tensor[tuple[B, C, H, W], Float32, CPU]:
        y = x + self.norm(self.same(x))
        y = y + self.point(y)
        return F.relu(x + self.depth(y))

    def scaled(self, x: Tensor[tuple[B, C, H, W], Float32, CPU]) -> torch.Tensor:
        return F.interpolate(x, scale_factor=self.scale) + x


def both(
    a: Tensor[tuple[B, D], Float32, CPU], b: Tensor[tuple[B, D], Float32, CPU]
) -> Tensor[tuple[B, D], Float32, CPU]:
    return a + b


def calls(n: int, config: Config, x: Tensor[tuple[B, D], Float32, CPU]) -> Tensor[tuple[B, D], Float32, CPU]:
    linear = nn.Linear(n, n)
    y = both(linear(x), x)
    z = both(x, linear(y))
    parts = [x, linear(x), z]
    torch.cat(parts, 1)
    first = Attention(config.dim)
    second = Attention(2 * config.dim)
    first.scale + second.scale[: config.dim]
    first.proj(second.proj(x)[:, : config.dim])
    return z if n > 1 else linear(z)


def rebound(x: Tensor[tuple[B, D], Float32, CPU], width: int) -> Tensor[tuple[B, D], Float32, CPU]:
    y = nn.Linear(width, 2 * width)(x)
    width = 2 * width
    z = nn.Linear(width, width)(y)
    return nn.Linear(width, width // 2)(z)


def changed(config: Config, x: Tensor[tuple[B, D], Float32, CPU]) -> torch.Tensor:
    y = nn.Linear(config.context, config.context)(x)
    config.context = 2 * config.context
    return nn.Linear(config.context, 3)(torch.cat([y, y], 1))


def chosen_by_code(x: Tensor[tuple[B, D], Float32, CPU], y: Tensor[tuple[T, D], Float32, CPU], *, flag: bool) -> None:
    either = x if flag else y
    assert_type(x + either, Tensor[tuple[B, D], Float32, CPU])
    assert_type(x - (x if flag else y), Tensor[tuple[B, D], Float32, CPU])
    assert_type(x * (x if flag else 2.0), Tensor[tuple[B, D], Any, CPU])
    parameter = nn.Parameter(torch.zeros(3, 4))
    assert_type(parameter @ torch.zeros(4, 5), Tensor[tuple[L[3], L[5]], Float32, Any])
    assert_type(torch.zeros(2, 3) @ parameter, Tensor[tuple[L[2], L[4]], Float32, CPU])
    assert_type(1.0 - x, Tensor[tuple[B, D], Float32, CPU])


class Patches(nn.Module):
    def __init__(self, patch: int, dim: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(3, dim, kernel_size=patch, stride=patch)

    def forward(self, x: Tensor[tuple[B, L[3], H, W], Float32, CPU]) -> Tensor[tuple[B, T, D], Float32, CPU]:
        return self.proj(x).flatten(2).transpose(1, 2)


class Tagger(nn.Module):
    def __init__(self, vocabulary: int, tags: int, dim: int = 64, hidden: int = 128) -> None:
        super().__init__()
        self.embed = nn.Embedding(vocabulary, dim)
        self.lstm = nn.LSTM(dim, hidden, batch_first=True, bidirectional=True)
        self.head = nn.Linear(2 * hidden, tags)

    def forward(self, x: Tensor[tuple[B, T], Int64, CPU]) -> torch.Tensor:
        out, (h, _) = self.lstm(self.embed(x))
        print(self.head(torch.cat([h[-2], h[-1]], dim=1)))
        return self.head(out)


class Blocks(nn.Module):
    def __init__(self, dim: int, count: int) -> None:
        super().__init__()
        self.first = nn.Linear(dim, dim)
        self.blocks = nn.ModuleList([nn.Linear(dim, dim) for _ in range(count)])
        self.chain = nn.Sequential(nn.Linear(dim, dim), nn.ReLU())


def numbers_given_to_others_are_not_known(blocks: Blocks, x: Tensor[tuple[B, D], Float32, CPU]) -> None:
    assert_type(blocks.first(x), Tensor[tuple[B, Any], Float32, CPU])
    assert_type(blocks.blocks[0](x), Tensor[tuple[B, Any], Float32, CPU])
    assert_type(blocks.chain(x), Tensor[tuple[B, Any], Float32, CPU])


def sizes_that_only_a_result_names(patches: Patches, x: Tensor[tuple[B, L[3], H, W], Float32, CPU]) -> None:
    y = patches(x)
    assert_type(y, Tensor[tuple[B, Any, Any], Float32, CPU])


def recurrent(x: Tensor[tuple[B, T, L[32]], Float32, CPU]) -> None:
    out, h = nn.GRU(32, 64, num_layers=2)(x)
    assert_type(out, Tensor[tuple[B, T, L[64]], Float32, CPU])
    assert_type(h, Tensor[tuple[L[2], T, L[64]], Float32, CPU])
    _, (_, c) = nn.LSTM(32, 64, proj_size=16, batch_first=True)(x)
    assert_type(c, Tensor[tuple[L[1], B, L[64]], Float32, CPU])
    assert_type(nn.GRUCell(32, 64)(x[:, 0]), Tensor[tuple[B, L[64]], Float32, CPU])
    nn.LSTM(32, 64)(x)[0].mean().backward()


class Residual(nn.Module, Generic[C]):
    def __init__(self, channels: C) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor[tuple[B, C, H, W], Float32, CPU]) -> Tensor[tuple[B, C, H, W], Float32, CPU]:
        return x + self.conv(x)


Image = Tensor[tuple[B, L[3], H, W], Float32, CPU]
Features = Tensor[tuple[B, L[4], H, W], Float32, CPU]


class Deep(nn.Module):
    def __init__(self, width: int, count: int) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, width, 1)
        self.blocks = nn.Sequential(*[Residual(width) for _ in range(count)], nn.Conv2d(width, 2 * width, 1))
        self.one = Residual(width)
        self.kept: Residual[L[4]] = Residual(width)
        self.each: list[Residual[Any]] = [Residual(width), Residual(4)]

    def forward(self, x: Image[B, H, W]) -> Features[B, H, W]:
        y = self.one(self.stem(x))
        assert_type(y[:, 0], Tensor[tuple[B, H, W], Float32, CPU])
        return nn.Conv2d(6, 4, 1)(torch.cat([self.blocks(y)[:, :3], x], 1))


def from_outside(deep: Deep, x: Features[B, H, W]) -> Features[B, H, W]:
    assert_type(deep.one, Residual[Any])
    return deep.one(x)


class Tied(nn.Module):
    def __init__(self, dim: int, hidden: int, *, is_residual: bool) -> None:
        super().__init__()
        assert dim == hidden or not is_residual
        self.is_residual = is_residual
        self.up = nn.Linear(dim, hidden)

    def forward(self, x: Tensor[tuple[B, D], Float32, CPU]) -> torch.Tensor:
        y = self.up(x)
        return x + y if self.is_residual else y


def bound_again(n: int, m: int) -> None:
    a = torch.zeros(n)
    n = m
    torch.cat([a, torch.zeros(m)]) + torch.zeros(2 * n)
    torch.zeros(3 * m) + a  # of which n was three times m


class Scaled(nn.Module):
    def __init__(self, dim: int, hidden: int) -> None:
        super().__init__()
        self.same = dim == hidden
        self.up = nn.Linear(dim, hidden)
        self.scale = nn.Parameter(torch.ones(dim))
        self.wide = nn.Linear(4 * dim, dim)

    def forward(self, x: Tensor[tuple[B, D], Float32, CPU]) -> torch.Tensor:
        y = self.up(x * self.scale)
        if self.same:
            y = y + self.scale
        return self.wide(torch.cat([y] * 4, -1))


class Narrow(nn.Module):
    def __init__(self, dim: int, hidden: int, ratio: float, out: int | None = None) -> None:
        super().__init__()
        inner = int(dim * ratio)
        hidden = int(2 * hidden / 3)
        hidden = 8 * ((hidden + 7) // 8)
        out = out or dim
        self.squeeze = nn.Linear(dim, inner)
        self.widen = nn.Linear(inner, dim)
        self.gate = nn.Linear(dim, hidden)
        self.down = nn.Linear(hidden, out)
        layers = []
        width = dim
        for _ in range(3):
            wider = int(width * ratio)
            layers.append(nn.Linear(width, wider))
            width = wider
        self.layers = nn.Sequential(*layers)
        self.norm = nn.LayerNorm(dim)

    def forward(self, x: Tensor[tuple[B, D], Float32, CPU]) -> torch.Tensor:
        x = x + self.norm(self.widen(self.squeeze(x)))
        print(self.layers(x))
        return self.norm(self.down(self.gate(x)))


class Gate(nn.Module):
    def forward(self, x: Tensor[tuple[B, T, Dim[L["2 * D"]]], Float32, CPU]) -> Tensor[tuple[B, T, D], Float32, CPU]:
        x, gates = x.chunk(2, dim=-1)
        return x * F.gelu(gates)


class Gated(nn.Module, Generic[D]):
    """What a module in the middle gives is not what is returned."""

    def __init__(self, dim: D, multiple: int = 4) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Linear(dim, 2 * multiple * dim), Gate(), nn.Linear(multiple * dim, dim))

    def forward(self, x: Tensor[tuple[B, T, D], Float32, CPU]) -> Tensor[tuple[B, T, D], Float32, CPU]:
        return self.net(x)


def side_by_side(a: Tensor[tuple[B, T, D, D], Float32, CPU], given: Tensor[tuple[B, T, D], Float32, CPU]) -> None:
    b, t, d, _ = a.shape
    y = (a @ a).transpose(1, 2)
    y.reshape(b, d, -1)
    y.contiguous().view(b, d, -1)
    y.transpose(1, 2).view(b, t, -1)
    y.view(b, d, 1, t, -1)
    given.transpose(1, 2).view(b, -1)  # which may be transposed already
    torch.relu(y).view(b, d, t, d)
    y[:, :, :1].contiguous().view(b, d, -1)
    (a @ a).view(b, -1)
    torch.zeros(3, 1, 4).transpose(0, 1).view(12)


def in_one_branch(a: Tensor[tuple[B, T, D, D], Float32, CPU], *, is_swapped: bool) -> None:
    y = a @ a
    if is_swapped:
        y = y.transpose(-1, -2)
        y.reshape(-1)
    else:
        y.view(-1)
    if not is_swapped:
        y.view(-1)


class Ratio(nn.Module):
    """What a default makes one size is none that it parts, and what code tests of a number it knows."""

    expansion = 4
    depth = 1

    def __init__(self, dim: int, ratio: int = 1, wider: int = 4, padding: int = 1, features: int = 64) -> None:
        super().__init__()
        self.wider = wider
        self.wide = nn.Linear(dim, dim * ratio)
        self.wider_still = nn.Linear(dim, dim * wider)
        self.back = nn.Linear(dim * wider, dim)
        self.skip = nn.Linear(dim, dim * wider) if wider != 1 else nn.Identity()
        self.conv = nn.Conv1d(dim, dim, 3, padding=padding)
        self.features = nn.Linear(features, dim)
        self.deep = nn.Linear(dim, dim * self.depth)
        self.expand = nn.Linear(dim, dim * self.expansion)

    def forward(self, x: Tensor[tuple[B, D], Float32, CPU], y: Tensor[tuple[B, D, T], Float32, CPU]) -> torch.Tensor:
        x = x + self.wide(x) + self.deep(x)
        y = y + self.conv(y)
        z = self.wider_still(x)
        if self.wider == 1:
            return x + z
        return self.back(z + self.skip(x))

    def of_one(self, x: Tensor[tuple[B, L[3]], Float32, CPU]) -> torch.Tensor:
        return self.features(x)


class Fewer(Ratio):
    expansion = 1

    def forward(self, x: Tensor[tuple[B, D], Float32, CPU], y: Tensor[tuple[B, D, T], Float32, CPU]) -> torch.Tensor:
        return x + self.expand(x)


class Chosen(nn.Module):
    """Where code chooses what is run, another number may be given than by default."""

    def __init__(self, dim: int, ratio: int = 4, mode: str = "mean") -> None:
        super().__init__()
        self.wide, self.mode, self.ratio = nn.Linear(dim, dim * ratio), mode, ratio
        self.norm, self.back = nn.LayerNorm(dim * ratio), nn.Linear(dim * ratio, dim)

    def forward(self, x: Tensor[tuple[B, D], Float32, CPU]) -> torch.Tensor:
        y = self.wide(x)
        if self.mode == "single":
            return y + x
        return y.view(-1, self.ratio, x.shape[1]).mean(1) + x

    def early(self, x: Tensor[tuple[B, D], Float32, CPU]) -> Tensor[tuple[B, D], Float32, CPU]:
        if self.mode == "mean":
            return x
        return self.wide(x)

    def in_both(self, x: Tensor[tuple[B, D], Float32, CPU]) -> torch.Tensor:
        if self.mode == "mean":
            y = self.wide(x)
            y = y.relu()
        else:
            y = self.wide(-x)
        return x + self.back(self.norm(y))

    def by_shape(self, x: Tensor[tuple[B, D], Float32, CPU]) -> torch.Tensor:
        y = self.wide(x)
        return y + x if y.shape == x.shape else y
