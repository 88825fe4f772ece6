"""Sizes with numbers in them that no type names: what could be one is not told apart, what never is, is."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typed_torch.shape.sizes import (
    Chosen,
    Dim,
    Symbol,
    Verdict,
    must_be_one,
    parse,
    possibly_equal,
    substitute,
    verdict,
)

K, D = Chosen("k", "function"), Chosen("d", "function")
NAMES: dict[str, Dim] = {"k": K, "d": D, "H": Symbol("H"), "W": Symbol("W"), "C": Symbol("C")}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("k", "H"),  # what a signature calls H
        ("k", "64"),
        ("k", "d"),
        ("2 * k", "2 * H"),
        ("4 * k", "H"),
        ("H + 2 * (k // 2) - k + 1", "H"),  # where k is odd
        ("H + 2 * k", "H"),  # where k is 0
        ("d + k", "d"),
        ("3 * (d // k)", "3 * H"),
        ("d // k", "C // k"),
    ],
)
def test_what_a_choice_makes_one_size_is_not_told_apart(a: str, b: str) -> None:
    assert verdict(parse(a, NAMES), parse(b, NAMES)) is Verdict.UNKNOWN
    assert verdict(parse(b, NAMES), parse(a, NAMES)) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("3 * d", "4 * d"),
        ("d", "d + 1"),
        ("2 * k * H", "k * H"),
        ("2 * k + 1", "2 * d"),
        ("C // k", "H * W"),
        ("H + k + 1", "H"),
    ],
)
def test_what_no_choice_makes_one_size_is_told_apart(a: str, b: str) -> None:
    assert verdict(parse(a, NAMES), parse(b, NAMES)) is Verdict.DIFFERENT


def test_elements_that_some_choice_makes_as_many_are_not_refused() -> None:
    fits, never = parse("C * k * (d // k)", NAMES), parse("4 * C * d", NAMES)
    assert possibly_equal(parse("C * d", NAMES), fits)
    assert not possibly_equal(parse("3 * C * d", NAMES), never)


SIZES = st.recursive(
    st.sampled_from(["k", "H", "W", "1", "2", "3"]),
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from("+*"), inner)
        | st.builds("({} // {})".format, inner, st.sampled_from(["2", "3", "k"]))
    ),
    max_leaves=5,
)


@given(SIZES, SIZES)
def test_no_choice_makes_one_size_of_two_that_are_different(a: str, b: str) -> None:
    one, other = parse(a, NAMES), parse(b, NAMES)
    if verdict(one, other) is not Verdict.DIFFERENT:
        return
    for k in range(9):
        for h, w in itertools.product((1, 2, 5, 7, 12), repeat=2):
            values: dict[Symbol, Dim] = {K: k, Symbol("H"): h, Symbol("W"): w}
            try:
                x, y = substitute(one, values), substitute(other, values)
            except ZeroDivisionError:
                break
            if x != y or x == 0:
                break
        else:
            pytest.fail(f"{a} is {b} for a k of {k}")


@pytest.mark.parametrize(
    ("a", "b", "ones"),
    [("C * d", "C * d * k", ["k"]), ("1", "H", ["H"]), ("C", "C * H * W", ["H", "W"]), ("H", "W", []), ("2", "k", [])],
)
def test_what_must_be_one_is_named(a: str, b: str, ones: list[str]) -> None:
    assert must_be_one(parse(a, NAMES), parse(b, NAMES)) == ones
    assert must_be_one(parse(b, NAMES), parse(a, NAMES)) == ones
