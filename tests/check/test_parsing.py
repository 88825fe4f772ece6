"""``parse``: from untyped to typed."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

import pytest
import torch

import typed_torch as tt
from typed_torch import CPU, CUDA, Float32, Tensor

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
    for hint, got in [
        (int, "int"),
        (torch.Tensor, "torch.Tensor, of which nothing is known"),
        (3, "int"),
        ([], "list"),
    ]:
        with pytest.raises(tt.ArgumentTypeError) as caught:
            tt.parse(torch.zeros(1), hint)  # type: ignore[arg-type]
        assert str(caught.value).startswith("parse: hint must be a ")
        assert str(caught.value).endswith(f", got {got}")


def test_parse_checks_every_item_of_a_container() -> None:
    images = [torch.zeros(2, 3), torch.zeros(2, 4)]
    assert tt.parse(images, list[Tensor[tuple[N, Any]]]) is images
    with pytest.raises(tt.ShapeError, match=r"value\[1\] must have shape \(2, 3\), got \(2, 4\)"):
        tt.parse(images, list[Tensor[tuple[N, C]]])


def test_parse_holds_sizes_to_those_of_the_surrounding_call() -> None:
    @tt.checked
    def narrow(x: Tensor[tuple[N, C]], y: object) -> None:
        tt.parse(y, Tensor[tuple[C]])

    narrow(torch.zeros(2, 3), torch.zeros(3))
    with pytest.raises(tt.ShapeError) as caught:
        narrow(torch.zeros(2, 3), torch.zeros(4))
    assert str(caught.value).splitlines() == [
        "parse: value must have shape (3,), got (4,)",
        "  value        float32 cpu (4,)",
        "  C            3, by dimension 1 of x",
    ]


def test_parse_knows_nothing_of_calls_that_only_lead_to_it() -> None:
    @tt.checked
    def narrow(x: Tensor[tuple[N, C]]) -> None:
        _helper(torch.zeros(5))

    narrow(torch.zeros(2, 3))


def _helper(y: object) -> None:
    tt.parse(y, Tensor[tuple[C]])


@pytest.mark.parametrize("dynamic", [None, True])
def test_parse_checks_while_dynamo_traces(dynamic: bool | None) -> None:
    def square(x: torch.Tensor) -> torch.Tensor:
        return tt.parse(x, Tensor[tuple[N, N], Float32])

    compiled = torch.compile(square, fullgraph=True, backend="eager", dynamic=dynamic)
    assert compiled(torch.zeros(3, 3)).shape == (3, 3)
    with pytest.raises(tt.ShapeError, match=r"parse: value must have shape \(3, 3\), got \(3, 4\)"):
        compiled(torch.zeros(3, 4))
