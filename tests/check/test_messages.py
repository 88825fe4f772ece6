"""The words of an error: what was asked, as written; what came; which argument settled each name."""

from __future__ import annotations

import sys
import traceback
from typing import Any, Literal, TypeVar

import pytest
import torch
from torch import zeros
from typing_extensions import TypeVarTuple

import typed_torch as tt
from typed_torch import CPU, CUDA, Device, Dim, Float32, Floating, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
D = TypeVar("D", bound=Floating)
Dev = TypeVar("Dev", bound=Device)
Sp = TypeVarTuple("Sp")


@tt.checked
def scale(x: Tensor[tuple[N, C], Float32, CPU], w: Tensor[tuple[C], Float32]) -> Tensor[tuple[N, C]]:
    return x * w


@tt.checked
def on_cuda(x: Tensor[tuple[N, C], Float32, CUDA]) -> None: ...


@tt.checked
def mixed(x: Tensor[tuple[N, *Sp], D, Dev], y: Tensor[tuple[*Sp, N], D, Dev]) -> None: ...


@tt.checked
def double(x: Tensor[tuple[N]], y: Tensor[tuple[Dim[Literal["2 * N"]]]]) -> Tensor[tuple[N]]:
    return y


def _message(call: Any) -> list[str]:
    with pytest.raises(tt.TensorTypeError) as caught:
        call()
    return str(caught.value).splitlines()


def test_a_size() -> None:
    assert _message(lambda: scale(zeros(2, 3), zeros(4))) == [
        "scale: w must have shape (3,), got (4,)",
        "  w            float32 cpu (4,)",
        "  annotation   Tensor[tuple[C], Float32]",
        "  C            3, by dimension 1 of x",
    ]


def test_a_device_that_came_is_told() -> None:
    assert _message(lambda: on_cuda(zeros(4, 6))) == [
        "on_cuda: x must be on cuda, got cpu",
        "  x            float32 cpu (4, 6)",
        "  annotation   Tensor[tuple[N, C], Float32, CUDA]",
    ]


def test_names_of_shapes_dtypes_and_devices() -> None:
    assert _message(lambda: mixed(zeros(2, 3, 4), zeros(3, 4, 2).double())) == [
        "mixed: y must be float32, got float64",
        "  y            float64 cpu (3, 4, 2)",
        "  annotation   Tensor[tuple[*Sp, N], D, Dev]",
        "  *Sp          (3, 4), by x",
        "  N            2, by dimension 0 of x",
        "  Dev          cpu, by x",
        "  D            float32, by x",
    ]


def test_a_computed_size_and_a_result() -> None:
    assert _message(lambda: double(zeros(2), zeros(5))) == [
        "double: y must have shape (4,), got (5,): 2 * N is 4, not 5",
        "  y            float32 cpu (5,)",
        "  annotation   Tensor[tuple[Dim[Literal['2 * N']]]]",
        "  N            2, by dimension 0 of x",
    ]
    assert _message(lambda: double(zeros(2), zeros(4)))[0] == "double: result must have shape (2,), got (4,)"


def test_another_thing_than_a_tensor() -> None:
    assert _message(lambda: scale(3, zeros(3))) == [
        "scale: x must be a Tensor, got int (3)",
        "  annotation   Tensor[tuple[N, C], Float32, CPU]",
    ]


def test_hints_that_are_no_hints_say_the_way_out() -> None:
    hint: Any = Tensor
    for items, message in [
        ((N, C), r"the dimensions go into a tuple, Tensor\[tuple\[N, C\]\]"),
        ((2, 3), r"the dimensions go into a tuple, Tensor\[tuple\[2, 3\]\]"),
        (N, r"the dimensions go into a tuple, Tensor\[tuple\[N\]\]"),
        ((tuple[N], torch.float16), r"D must be a DType class or Any, got torch.float16: write tt.Float16"),
    ]:
        with pytest.raises(TypeError, match=message):
            hint[items]


def test_a_traceback_has_at_most_ten_lines_and_none_of_ours() -> None:
    def user() -> None:
        scale(zeros(2, 3), zeros(4))

    try:
        user()
    except tt.ShapeError:
        kind, error, trace = sys.exc_info()
    assert trace is not None
    lines = "".join(traceback.format_exception(kind, error, trace.tb_next)).splitlines()
    assert len(lines) <= 10
    assert [frame.name for frame in traceback.extract_tb(trace)][1:] == ["user"]


def test_an_error_in_what_a_checked_function_calls_shows_the_lines_of_the_user_only() -> None:
    @tt.checked
    def outer(x: Tensor[tuple[N, C]]) -> Tensor[tuple[N, C]]:
        return scale(x, zeros(9))

    with pytest.raises(tt.ShapeError) as caught:
        outer(zeros(2, 3))
    assert [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)] == [
        "test_an_error_in_what_a_checked_function_calls_shows_the_lines_of_the_user_only",
        "outer",
    ]
