"""Typed modules where a callable is asked for."""

from collections.abc import Callable
from typing import Literal as L
from typing import Protocol, assert_type

import torch

import typed_torch as tt
from typed_torch import CPU, Float32, Tensor

X = Tensor[tuple[L[4], L[64]], Float32, CPU]


class Norm(Protocol):
    def __call__(self, x: X, /) -> X: ...


class Typed(tt.nn.Module):
    def forward(self, x: X, scale: float = 1.0) -> X:
        return x * scale


class Untyped(tt.nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x


def by_protocol(norm: Norm, x: X) -> X:
    return norm(x)


def by_callable(norm: Callable[[X], X], x: X) -> X:
    return norm(x)


def of_tensors(function: Callable[[torch.Tensor], torch.Tensor]) -> None:
    function(torch.ones(1))


def modules_are_callables(m: Typed, norm: tt.nn.GroupNorm[L[64]], x: X, u: Untyped) -> None:
    by_protocol(m, x)
    by_callable(m, x)
    of_tensors(u)
    of_tensors(norm)
    list(map(m, [x]))
    [m(y) for y in (x, x)]
    torch.compile(m)
    torch.vmap(u)
    assert_type(m(x, scale=2.0), X)
