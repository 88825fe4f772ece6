"""``parse``, ``checked`` and the generated facades."""

from __future__ import annotations

import gc
from typing import Any, Literal, TypeVar

import jaxtyping
import pytest
import torch

import typed_torch as tt
from typed_torch import CPU, CUDA, Float32, Floating, Tensor, check

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


def test_a_facade_gives_torch_own_result() -> None:
    a, b = torch.randn(2, 3, 4), torch.randn(4, 5)
    torch.testing.assert_close(tt.matmul(a, b), torch.matmul(a, b))
    torch.testing.assert_close(tt.matmul(input=a, other=b), torch.matmul(a, b))
    torch.testing.assert_close(tt.cat((a, a), dim=-1), torch.cat((a, a), dim=-1))
    out = torch.empty(0)
    tt.cat([a, a], out=out)
    assert out.shape == (4, 3, 4)


def test_a_facade_validates_a_call_it_has_not_seen_and_repeats_the_error_of_a_bad_one() -> None:
    tt.matmul(torch.zeros(2, 3), torch.zeros(3, 4))
    for _ in range(2):
        with pytest.raises(tt.ShapeError, match="inner dimensions do not match: input has 3 columns, other has 5 rows"):
            tt.matmul(torch.zeros(2, 3), torch.zeros(5, 4))


def test_a_facade_leaves_a_missing_argument_to_torch() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        tt.matmul(torch.zeros(2, 3))


def test_a_facade_compiles_without_a_graph_break() -> None:
    compiled = torch.compile(lambda a, b: tt.cat([tt.matmul(a, b), a]), fullgraph=True, backend="eager", dynamic=True)
    a = torch.randn(3, 3)
    torch.testing.assert_close(compiled(a, a), torch.cat([a @ a, a]))


def test_remembered_calls_do_not_grow_without_bound() -> None:
    known: dict[Any, int] = {}
    for size in range(3 * check._MOST_REMEMBERED):
        check.remember(known, size, size)
    assert len(known) <= check._MOST_REMEMBERED
    assert known[3 * check._MOST_REMEMBERED - 1] == 3 * check._MOST_REMEMBERED - 1


def test_nothing_keeps_the_tensors_of_a_call_alive() -> None:
    def live() -> int:
        gc.collect()
        return sum(issubclass(type(thing), torch.Tensor) for thing in gc.get_objects())

    x = torch.zeros(2, 8, 3)
    tt.nn.functional.group_norm(x, 2)
    before = live()
    for size in range(1, 50):
        tt.nn.functional.group_norm(torch.zeros(2, 8, size + 1), 2)
        tt.matmul(torch.zeros(2, size), torch.zeros(size, 2))
    assert live() == before
