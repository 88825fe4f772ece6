"""What is known behind signatures that leave sizes open, and behind tests that a call decides."""

# mypy: allow-redefinition, allow-untyped-defs, allow-untyped-calls, allow-incomplete-defs

from __future__ import annotations

from typing import Any, TypeVar, assert_type
from typing import Literal as L

import torch
from torch import nn

from typed_torch import CPU, Device, Dim, Float32, Tensor

N = TypeVar("N", bound=int)
T = TypeVar("T", bound=int)
D = TypeVar("D", bound=int)
Dev = TypeVar("Dev", bound=Device)


class Head(nn.Module):
    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.fc = nn.Linear(width, classes)

    def forward(self, x: Tensor[tuple[N, D], Float32, Dev]) -> Tensor[tuple[N, Any], Float32, Dev]:
        return self.fc(x)  # type: ignore[no-any-return, unused-ignore]


def halves(x: Tensor[tuple[N, Any], Float32, Dev]) -> tuple[Tensor, Any]:
    return x[:, ::2], (x.mean(1), 0.0)


def either(x: Tensor, flag: bool) -> Any:
    return 0.0 if flag else x.mean()


def results(x: Tensor[tuple[N, L[11]], Float32, CPU], classes: int) -> None:
    assert_type(Head(11, 5)(x), Tensor[tuple[N, L[5]], Float32, CPU])
    assert_type(halves(x), tuple[Tensor[tuple[N, L[6]], Float32, CPU], tuple[Tensor[tuple[N], Float32, CPU], Any]])
    assert_type(either(x, classes > 3), Any)
    assert_type(either(x, False), Tensor[tuple[()], Float32, CPU])


def repeated(x: torch.Tensor, times: int) -> torch.Tensor:
    n, t, h, d = x.shape
    if times == 1:
        return x
    return x[:, :, :, None].expand(n, t, h, times, d).reshape(n, t, h * times, d)


class Embedding(nn.Module):
    def __init__(self, include: bool = True, mode: str = "stack") -> None:
        super().__init__()
        self.include, self.mode, self.training_mode = include, mode, include

    def leave(self) -> None:
        self.training_mode = False

    def forward(self, x):
        y = torch.stack([x.sin(), x.cos()], -1)
        if self.mode == "flat":
            y = y.flatten(-2)
        if self.training_mode:
            y = y.sum(0, keepdim=True)
        return torch.cat([x, y], -1) if self.include else y


def decided(x: Tensor[tuple[N, L[5], L[2], D], Float32, CPU], y: Tensor[tuple[N, L[3]], Float32, CPU]) -> None:
    assert_type(repeated(x, 1), Tensor[tuple[N, L[5], L[2], D], Float32, CPU])
    assert_type(repeated(x, 4), Tensor[tuple[N, L[5], L[8], D], Float32, CPU])
    y = Embedding(include=False)(y)
    assert_type(y.sum(0), Tensor[tuple[L[3], L[2]], Float32, CPU])


def padded(x: torch.Tensor, dim: int) -> torch.Tensor:
    x = x[:, None].expand(-1, dim)
    if dim % 2 == 1:
        x = torch.cat([x, x[:, :1]], 1)
    return x


def by_arithmetic(x: Tensor[tuple[N], Float32, CPU], dim: int) -> None:
    assert_type(padded(x, 16), Tensor[tuple[N, L[16]], Float32, CPU])
    assert_type(padded(x, 17), Tensor[tuple[N, L[18]], Float32, CPU])
    assert_type(padded(x, dim).sum(1), Tensor[tuple[N], Float32, CPU])


def doubled(x: Tensor[tuple[N, T], Float32, Dev]) -> Tensor[tuple[N, Dim[L["2 * T"]]], Float32, Dev]:
    return torch.cat([x, x], -1)


class Affine(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.log_scale = nn.Parameter(torch.zeros(channels, 1))

    def forward(self, x, mask, reverse=False):
        if not reverse:
            return torch.sum(self.log_scale * mask, [1, 2])  # a mask of three dimensions, for all that is known
        return x


class Maps(nn.Module):
    def forward(self, keys: Tensor[tuple[Any, Any, Any, Any], Any, Any]) -> Any:
        shape = (keys.shape[0], -1, 4, *keys.shape[-2:])
        keys = nn.functional.relu(keys).view(shape)
        _, _, _, height, width = keys.shape
        return keys.sum((height - 1, width - 1)) if height == 2 else keys


def of_unknown(x: Tensor[tuple[N, T, D], Float32, CPU], mask, keys: Tensor) -> None:
    Affine(4)(x, mask)
    Maps()(keys)


def joined(x: Tensor[tuple[N, L[3], D], Float32, CPU], cache: torch.Tensor) -> None:
    assert_type(torch.stack([x, cache], 1), Tensor[tuple[N, L[2], L[3], D], Any, CPU])
    assert_type(torch.cat([cache, x], 1).sum(1), Tensor[tuple[N, D], Any, Any])


def dropped(x, p: float = 0.0, training: bool = False):
    if p == 0.0 or not training:
        return x
    shape = (x.shape[0],) + (1,) * (x.ndim - 1)
    return x * x.new_empty(shape).bernoulli_(1 - p) / (1 - p)


class DropPath(nn.Module):
    def __init__(self, p=0.0):
        super().__init__()
        self.p = p

    def forward(self, x):
        return dropped(x, self.p, self.training)


def behind_drop_path(x: Tensor[tuple[N, T, D], Float32, CPU]) -> None:
    assert_type(DropPath(0.1)(x), Tensor[tuple[N, T, D], Float32, CPU])
