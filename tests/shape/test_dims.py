"""Dimensions."""

from __future__ import annotations

import pytest

from typed_torch.shape import UNKNOWN, UNKNOWN_SHAPE, Many, Spec, Symbol
from typed_torch.shape.dims import differ, fixed_rank, least_rank, plus, product, show_shape

N, C = Symbol("N"), Symbol("C")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (4, 4, False),
        (4, 5, True),
        (N, N, False),
        (N, C, True),
        (N, 4, True),
        (N, Symbol("N", "of another function"), True),
        (UNKNOWN, 4, False),
        (N, UNKNOWN, False),
        (Many("Sp"), 4, False),
        (N // 2, (N - 1) // 2, True),
        (N, N // 2 * 2, True),
        ((N + 1) // 2, (N - 1) // 2 + 1, False),
        (N // 2, UNKNOWN, False),
    ],
)
def test_sizes_differ_only_where_it_is_certain(a: object, b: object, expected: bool) -> None:
    assert differ(a, b) is expected
    assert differ(b, a) is expected


def test_sizes_add_up_and_multiply_and_are_unknown_where_one_is() -> None:
    assert plus(2, 3) == 5
    assert plus(N, 0) == N
    assert str(plus(N, 1)) == "N + 1"
    assert plus(N, UNKNOWN) is UNKNOWN
    assert product((2, 3, 4)) == 24
    assert product(()) == 1
    assert str(product((2, N))) == "2 * N"
    assert product((2, *UNKNOWN_SHAPE)) is UNKNOWN
    assert product((0, UNKNOWN)) == 0


@pytest.mark.parametrize(
    ("shape", "index", "expected"),
    [
        ((2, 3, 4), 1, 3),
        ((2, 3, 4), -1, 4),
        ((2, 3), 2, UNKNOWN),
        ((2, 3), -3, UNKNOWN),
        ((2, Many(), 4), 0, 2),
        ((2, Many(), 4), 1, UNKNOWN),
        ((2, Many(), 4), -1, 4),
        ((2, Many(), 4), -2, UNKNOWN),
        (UNKNOWN_SHAPE, 0, UNKNOWN),
    ],
)
def test_a_dimension_behind_any_number_of_others_is_unknown(
    shape: tuple[object, ...], index: int, expected: object
) -> None:
    assert Spec(shape).dim(index) == expected


def test_rank() -> None:
    assert fixed_rank((2, N)) == 2
    assert fixed_rank((2, Many())) is None
    assert least_rank((2, Many("Sp"), 3)) == 2


def test_shapes_are_shown_as_they_are_written() -> None:
    assert show_shape(()) == "()"
    assert show_shape((4,)) == "(4,)"
    assert show_shape((N, 64, UNKNOWN, Many("Sp"), Many())) == "(N, 64, ?, *Sp, ...)"
    assert show_shape((N // 2, C * N, 1 - C)) == "(N // 2, C * N, 1 - C)"
    assert str(Spec((N, 3), "float32", "cuda:1")) == "float32 cuda:1 (N, 3)"
