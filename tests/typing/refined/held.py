"""What is known of what a module holds: buffers that its class calls plain tensors, layers that others make for it."""

# mypy: allow-redefinition, allow-untyped-defs, allow-untyped-calls, allow-incomplete-defs

from __future__ import annotations

from functools import partial
from typing import Any, Generic, TypeVar, assert_type
from typing import Literal as L

import torch
from torch import nn

from typed_torch import CPU, Device, Dim, Float32, Tensor

N = TypeVar("N", bound=int)
T = TypeVar("T", bound=int)
D = TypeVar("D", bound=int)
Dev = TypeVar("Dev", bound=Device)

pointwise = partial(nn.Conv1d, kernel_size=1)


class Table(nn.Module, Generic[N]):
    rows: torch.Tensor
    replaced: torch.Tensor
    set_outside: torch.Tensor
    counted: torch.Tensor

    def __init__(self, count: N, scale: Tensor[tuple[T], Float32, CPU]) -> None:
        super().__init__()
        self.register_buffer("rows", torch.randn(count, 3))
        self.register_buffer("replaced", torch.randn(count, 3))
        self.register_buffer("set_outside", torch.randn(count, 3))
        self.register_buffer("counted", torch.zeros(count))
        self.mean = torch.zeros(count)
        self.weight: nn.Parameter = nn.Parameter(torch.zeros(4))
        self.scale = scale

    def replace(self, x: torch.Tensor) -> None:
        self.replaced = x
        self.counted += 1
        self.counted[0] = 0
        self.mean *= 0.9

    def forward(self, x: Tensor[tuple[T, L[3]], Float32, CPU]) -> None:
        assert_type(self.rows, Tensor[tuple[N, L[3]], Float32, Any])
        assert_type(self.replaced, torch.Tensor)
        assert_type(self.set_outside, torch.Tensor)
        assert_type(self.counted, Tensor[tuple[N], Float32, Any])
        assert_type(self.mean, Tensor[tuple[N], Float32, CPU])
        assert_type(x * self.weight.sum(), Tensor[tuple[T, L[3]], Float32, CPU])
        assert_type(self.scale, Tensor[tuple[Any], Float32, CPU])
        x * self.scale


def outside(table: Table[L[5]], x: torch.Tensor) -> None:
    table.set_outside = x
    assert_type(table.rows, Tensor[tuple[L[5], L[3]], Float32, Any])


def initialized(layer, std=1.0):
    nn.init.orthogonal_(layer.weight, std)
    return layer


class Block(nn.Module):
    def __init__(self, dim: int, norm_layer=nn.LayerNorm, wide: type[nn.Module] | None = None) -> None:
        super().__init__()
        if wide is None:
            wide = nn.LayerNorm
        self.fc = initialized(nn.Linear(8, dim))
        self.norm = norm_layer(dim)
        self.skip = norm_layer(dim) if dim > 4 else nn.Identity()
        self.wide = wide(2 * dim)
        self.point = pointwise(3, 4)

    def forward(self, x: Tensor[tuple[N, L[3], L[8]], Float32, Dev]) -> None:
        y = self.norm(self.fc(x))
        assert_type(self.skip(y).sum(-1), Tensor[tuple[N, L[3]], Float32, Dev])
        assert_type(self.wide(torch.cat([y, y], -1)).sum(-1), Tensor[tuple[N, L[3]], Float32, Dev])
        assert_type(self.point(x), Tensor[tuple[N, L[4], L[8]], Float32, Dev])
        self.norm.anything  # as unchecked as mypy leaves it
        self.norm(y, "more than LayerNorm takes")


class GivenAnother(nn.Module):
    def __init__(self, norm_layer=nn.LayerNorm, last: bool = False) -> None:
        super().__init__()
        if last:
            norm_layer = nn.BatchNorm1d
        self.norm = norm_layer(3)

    def forward(self, x: Tensor[tuple[N, L[3], L[8]], Float32, Dev]) -> None:
        self.norm(x)  # which may be normalized over its channels


def doubled(x: Tensor[tuple[N, D], Float32, Dev]) -> None:
    assert_type(torch.cat([x, x], -1), Tensor[tuple[N, Dim[L["2 * D"]]], Float32, Dev])
