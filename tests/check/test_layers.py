"""Layers whose sizes are written, as parameters of checked functions."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

import pytest
import torch

import typed_torch as tt
from typed_torch import Dim, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)


@tt.checked
def literal(conv: tt.nn.Conv2d[Literal[3], Literal[64]]) -> None: ...


@tt.checked
def named(linear: tt.nn.Linear[C, Any], x: Tensor[tuple[N, C]]) -> Tensor[tuple[N, Any]]:
    y: Tensor[tuple[N, Any]] = linear(x)
    return y


@tt.checked
def ours(norm: tt.nn.GroupNorm[C], x: Tensor[tuple[N, C]], batch: tt.nn.BatchNorm1d[C] | None = None) -> None: ...


@tt.checked
def bare(linear: tt.nn.Linear) -> None: ...


def test_layers_of_the_written_sizes_fit() -> None:
    literal(torch.nn.Conv2d(3, 64, 1))
    assert named(torch.nn.Linear(3, 5), torch.zeros(2, 3)).shape == (2, 5)
    ours(tt.nn.GroupNorm(2, 4), torch.zeros(2, 4), torch.nn.BatchNorm1d(4))
    bare(torch.nn.Linear(3, 5))


def test_a_literal_size_is_held_to_that_of_the_layer() -> None:
    with pytest.raises(
        tt.ArgumentTypeError, match=r"conv must be Conv2d\[Literal\[3\], Literal\[64\]\], got Conv2d\[3, 32"
    ):
        literal(torch.nn.Conv2d(3, 32, 1))
    with pytest.raises(tt.ArgumentTypeError, match="linear must be Linear, got ReLU"):
        bare(torch.nn.ReLU())  # type: ignore[arg-type]


def test_a_named_size_is_one_with_those_of_the_tensors() -> None:
    with pytest.raises(tt.ShapeError, match=r"x must have shape \(2, 3\), got \(2, 4\)") as raised:
        named(torch.nn.Linear(3, 5), torch.zeros(2, 4))
    assert "3, by linear.in_features" in str(raised.value)
    with pytest.raises(tt.ShapeError, match=r"x must have shape \(2, 4\), got \(2, 6\)"):
        ours(tt.nn.GroupNorm(2, 4), torch.zeros(2, 6))
    with pytest.raises(tt.ArgumentTypeError, match="batch must be"):
        ours(tt.nn.GroupNorm(2, 4), torch.zeros(2, 4), torch.nn.BatchNorm1d(5))


def test_a_computed_size_of_a_layer_is_refused_where_it_stands() -> None:
    with pytest.raises(tt.ArgumentTypeError, match="has a size that is not checked there"):

        @tt.checked
        def computed(linear: tt.nn.Linear[C, Dim[Literal["2 * C"]]]) -> None: ...


def test_a_compiled_function_checks_layers_while_it_is_traced() -> None:
    run = torch.compile(named, fullgraph=True, backend="eager")
    assert run(torch.nn.Linear(3, 5), torch.zeros(2, 3)).shape == (2, 5)
    with pytest.raises(tt.ShapeError, match=r"x must have shape \(2, 3\), got \(2, 4\)"):
        run(torch.nn.Linear(3, 5), torch.zeros(2, 4))
