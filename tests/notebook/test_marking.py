"""Carets stand under what is wrong, and nowhere else."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, Literal, TypeVar

import pytest
from torch import zeros
from typing_extensions import TypeVarTuple

import typed_torch as tt
from typed_torch import Dim, Float32, Tensor
from typed_torch._notebook.marking import marked

N = TypeVar("N", bound=int)
Sp = TypeVarTuple("Sp")
group_norm = tt.nn.functional.group_norm


@tt.checked
def fixed(x: Tensor[tuple[Literal[4], Any, Literal[3]], Float32]) -> None: ...


@tt.checked
def twice(x: Tensor[tuple[N, *Sp, Literal[7]]], y: Tensor[tuple[N, Dim[Literal["2 * N"]]]]) -> None: ...


@tt.checked
def listed(xs: list[Tensor[tuple[N]]]) -> None: ...


@tt.checked
def both(x: Tensor[tuple[N, N]]) -> None: ...


@tt.checked
def on_gpu(x: Tensor[Any, Any, tt.CUDA]) -> None: ...


# What is under the carets, line by line.
MARKED: dict[str, tuple[Callable[[], Any], list[str]]] = {
    "one dimension": (lambda: fixed(zeros(2, 6, 3)), ["2", "Literal[4]"]),
    "two dimensions": (lambda: fixed(zeros(2, 6, 5)), ["2 5", "Literal[4] Literal[3]"]),
    "the rank": (lambda: fixed(zeros(2, 6)), ["(2, 6)"]),
    "dtype": (lambda: fixed(zeros(4, 6, 3).long()), ["int64"]),
    "device": (lambda: on_gpu(zeros(3)), ["cpu"]),
    "after many": (lambda: twice(zeros(2, 9, 9, 8), zeros(2, 4)), ["8", "Literal[7]"]),
    "a computed size": (lambda: twice(zeros(2, 7), zeros(2, 5)), ["5", "Dim[Literal['2 * N']]"]),
    "an item": (lambda: listed([zeros(2), zeros(3)]), ["3", "N"]),
    "a name twice": (lambda: both(zeros(2, 3)), ["3", "N"]),
    "channels": (lambda: group_norm(zeros(2, 6, 3), 4), ["6"]),
    "a parameter": (lambda: group_norm(zeros(2, 6, 3), 3, zeros(5)), ["5"]),
    "a dimension by number": (lambda: tt.nn.functional.linear(zeros(2, 3), zeros(4, 5)), ["3"]),
    "both of a product": (lambda: tt.matmul(zeros(3, 4), zeros(5, 6)), ["4", "5"]),
    "broadcast": (lambda: tt.add(zeros(2, 6, 3), zeros(5)), ["3", "5"]),
    "one of a list": (lambda: tt.cat([zeros(2, 3), zeros(2, 4)]), ["4"]),
    "a rank in a list": (lambda: tt.cat([zeros(2, 3), zeros(2)]), ["(2,)"]),
    "a letter": (lambda: tt.einsum("ij,jk->ik", zeros(2, 3), zeros(4, 5)), ["4"]),
    "too few dimensions": (lambda: group_norm(zeros(3), 1), ["(3,)"]),
    "of a shape alone": (lambda: tt.diagram((2, 6, 3), 4), ["6"]),
    "no shape at fault": (lambda: group_norm(zeros(2, 6, 3), 0), []),
    "of another kind": (lambda: group_norm([1], 3), []),
}


@pytest.mark.parametrize("case", MARKED)
def test_what_is_under_the_carets(case: str) -> None:
    call, expected = MARKED[case]
    with pytest.raises(tt.TensorTypeError) as refused:
        call()
    lines = marked(str(refused.value).splitlines())
    assert [line for line in lines if not _is_marks(line)] == str(refused.value).splitlines()
    found = []
    for above, below in itertools.pairwise(lines):
        if _is_marks(below):
            under = "".join(letter if mark == "^" else " " for letter, mark in zip(above, below, strict=False))
            found.append(" ".join(under.split()))
    assert found == expected


def _is_marks(line: str) -> bool:
    return bool(line) and set(line) <= {" ", "^"}


@pytest.mark.parametrize(
    "message", ["", "anything", "f: x must have shape (6,), got (5,)", "a\n  x   (1, 2\n  y (((", "(\n("]
)
def test_other_texts_are_left_as_they_are(message: str) -> None:
    lines = message.splitlines() or [""]
    assert marked(lines) == lines


def test_nothing_is_marked_where_words_and_shape_do_not_agree() -> None:
    lines = ["f: x must have shape (6,), got (5,)", "  x            float32 cpu (7,)"]
    assert marked(lines) == lines
