"""``parse`` and ``checked``."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

import jaxtyping
import pytest
import torch

import typed_torch as tt
from typed_torch import CPU, CUDA, Float32, Floating, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)


def test_parse_returns_its_argument() -> None:
    x = torch.zeros(4, 6)
    assert tt.parse(x, Tensor[tuple[Literal[4], C], Float32, CPU]) is x
    assert tt.parse(x, Tensor) is x


@pytest.mark.parametrize(
    ("hint", "kind", "message"),
    [
        (Tensor[tuple[Literal[4], Literal[5]]], tt.ShapeError, "value must have shape (4, 5), got (4, 6)"),
        (Tensor[tuple[N, N]], tt.ShapeError, "value must have shape (4, 4), got (4, 6)"),
        (Tensor[tuple[N]], tt.ShapeError, "value must have shape (N,), got (4, 6)"),
        (Tensor[tuple[N, C, Any, *tuple[Any, ...]]], tt.ShapeError, "value must have shape (N, C, ?, ...), got (4, 6)"),
        (Tensor[Any, tt.Int64], tt.DTypeError, "value must be int64, got float32"),
        (Tensor[Any, tt.HalfPrecision], tt.DTypeError, "value must be bfloat16 or float16, got float32"),
        (Tensor[Any, Any, CUDA], tt.DeviceError, "value must be on cuda, got cpu"),
    ],
)
def test_parse_says_what_does_not_fit(hint: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as caught:
        tt.parse(torch.zeros(4, 6), hint)
    assert str(caught.value) == f"parse: {message}\n  value        float32 cpu (4, 6)"


def test_parse_refuses_what_is_no_tensor_and_what_is_no_hint() -> None:
    with pytest.raises(tt.ArgumentTypeError, match="parse: value must be a Tensor, got list"):
        tt.parse([1.0], Tensor[tuple[N]])
    with pytest.raises(tt.ArgumentTypeError, match=r"parse: hint must be a Tensor\[S, D, Dev\], got int"):
        tt.parse(torch.zeros(1), int)


def test_parse_holds_sizes_to_those_of_the_surrounding_call() -> None:
    @tt.checked
    def narrow(x: Tensor[tuple[N, C]], y: object) -> None:
        tt.parse(y, Tensor[tuple[C]])

    narrow(torch.zeros(2, 3), torch.zeros(3))
    with pytest.raises(tt.ShapeError, match="does not agree with the sizes of the other arguments"):
        narrow(torch.zeros(2, 3), torch.zeros(4))


def test_checked_checks_arguments_and_result() -> None:
    @tt.checked
    def first(x: Tensor[tuple[N, C], Floating]) -> Tensor[tuple[C]]:
        return x[0] if len(x) > 1 else x

    assert first(torch.zeros(2, 3)).shape == (3,)
    with pytest.raises(jaxtyping.TypeCheckError, match="'x'"):
        first(torch.zeros(2))
    with pytest.raises(jaxtyping.TypeCheckError, match="return value"):
        first(torch.zeros(1, 3))


def test_checked_leaves_a_compiled_graph_whole() -> None:
    @tt.checked
    def double(x: Tensor[tuple[N, C], Float32]) -> Tensor[tuple[N, C], Float32]:
        return tt.parse(x + x, Tensor[tuple[N, C], Float32])

    compiled = torch.compile(double, fullgraph=True, backend="eager")
    torch.testing.assert_close(compiled(torch.ones(2, 3)), torch.full((2, 3), 2.0))
