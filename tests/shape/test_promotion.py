"""Promotion against ``torch.result_type``: every pair of dtypes, tensors with and without dimensions, numbers."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch

from typed_torch.shape.promotion import can_hold, result_dtype
from typed_torch.shape.spec import Spec

DTYPES = [
    "bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64",
    "complex128",
]  # fmt: skip
NUMBERS = [True, 2, 2.0, 2j]


def _tensor(dtype: str, shape: tuple[int, ...]) -> torch.Tensor:
    return torch.zeros(shape, dtype=getattr(torch, dtype))


def _result_type(*operands: Any) -> str:
    return str(torch.result_type(*operands)).removeprefix("torch.")


@pytest.mark.parametrize("shapes", [*itertools.product([(), (3,)], repeat=2)], ids=str)
def test_two_tensors(shapes: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    for pair in itertools.product(DTYPES, repeat=2):
        expected = _result_type(*map(_tensor, pair, shapes))
        assert result_dtype(*(Spec(shape, dtype) for dtype, shape in zip(pair, shapes, strict=True))) == expected, pair


@pytest.mark.parametrize("shape", [(), (3,)], ids=str)
def test_a_tensor_and_a_number(shape: tuple[int, ...]) -> None:
    for dtype, number in itertools.product(DTYPES, NUMBERS):
        expected = _result_type(_tensor(dtype, shape), number)
        assert result_dtype(Spec(shape, dtype), number) == result_dtype(number, Spec(shape, dtype)) == expected


def test_what_is_not_known_is_not_claimed() -> None:
    assert result_dtype(Spec(), Spec((2,), "int64")) is None
    assert result_dtype(Spec(dtype="float16"), Spec(dtype="float32")) is None, "either may have no dimensions"
    assert result_dtype(Spec(dtype="float16"), Spec(dtype="float16")) == "float16"
    assert result_dtype(Spec(dtype="float16"), 2.0) == "float16"


def test_in_place_results_fit_as_in_torch() -> None:
    for dtype, result in itertools.product(DTYPES, repeat=2):
        assert can_hold(dtype, result) == torch.can_cast(getattr(torch, result), getattr(torch, dtype)), (dtype, result)
