"""Sizes with numbers in them that no type names: what could be one is not told apart, what never is, is."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typed_torch.shape.sizes import (
    Chosen,
    Dim,
    Held,
    Symbol,
    Verdict,
    compare,
    default_that_parts,
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


class Scope(NamedTuple):
    """Who is given a number, or holds a size, as the plugin has them."""

    function: str
    path: str
    words: tuple[str, ...] = ()


def _held(name: str, path: str = "self") -> Held:
    return Held(name, Scope("method", path, ("n", "d")))


def test_two_numbers_that_one_function_is_given_are_two() -> None:
    one, other = Chosen("one", Scope("f", "one")), Chosen("other", Scope("f", "other"))
    assert verdict(one, other) is Verdict.DIFFERENT
    assert verdict(one, Chosen("other", Scope("g", "other"))) is Verdict.UNKNOWN
    assert verdict(4 * one, other) is Verdict.UNKNOWN  # which may be made with 4 of them
    assert verdict(one, 64) is Verdict.UNKNOWN


def test_a_number_and_a_size_beside_it_are_two() -> None:
    hidden = Chosen("hidden", Scope("f", "hidden", ("C",)))
    assert verdict(hidden, Symbol("C")) is Verdict.DIFFERENT
    assert verdict(hidden, Symbol("D")) is Verdict.UNKNOWN
    assert verdict(hidden, 4 * Symbol("C")) is Verdict.UNKNOWN


def test_what_an_object_calls_its_sizes_are_symbols_among_each_other() -> None:
    n, d = _held("n"), _held("d")
    assert verdict(n, d) is Verdict.DIFFERENT
    assert verdict(n * d, n * n) is Verdict.DIFFERENT
    assert verdict(n + 1, n) is Verdict.DIFFERENT
    assert verdict(n, 4) is Verdict.DIFFERENT
    assert verdict(n, 1) is Verdict.UNKNOWN
    assert verdict(n * d, d) is Verdict.UNKNOWN  # where n is 1
    assert verdict(n, _held("n")) is Verdict.EQUAL
    assert verdict(n, _held("d", "other")) is Verdict.UNKNOWN


def test_what_a_method_calls_a_size_may_be_any_of_its_object_but_for_one_of_another_name() -> None:
    n = _held("n")
    assert verdict(n, Symbol("m")) is Verdict.UNKNOWN
    assert verdict(n, Symbol("n")) is Verdict.UNKNOWN
    assert verdict(n, Symbol("d")) is Verdict.DIFFERENT
    assert verdict(n, Chosen("d", Scope("method", "d"))) is Verdict.UNKNOWN


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


class _Given(NamedTuple):
    default: int | None


def _by_default(a: str, b: str, **defaults: int) -> tuple[Dim, Dim]:
    names = NAMES | {name: Chosen(name, _Given(default)) for name, default in defaults.items()}
    return parse(a, names), parse(b, names)


@pytest.mark.parametrize(
    ("a", "b", "default"),
    [("C * k", "C", 4), ("d * k", "d", 4), ("d + k", "d", 8), ("H + 2 * k - 2", "H", 0), ("C * k + k", "C", 2)],
)
def test_a_default_that_never_fits_tells_sizes_apart(a: str, b: str, default: int) -> None:
    one, other = _by_default(a, b, k=default)
    assert verdict(one, other) is verdict(other, one) is Verdict.DIFFERENT
    found = default_that_parts(one, other)
    assert found is not None
    assert found.name == "k"
    assert verdict(parse(a, NAMES), parse(b, NAMES)) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("a", "b", "default"),
    [
        ("C * k", "C", 1),
        ("H + 2 * k - 2", "H", 1),
        ("k", "C", 64),  # what a signature calls C
        ("k", "3", 64),  # who gives 3 knows both
        ("4 * k", "12", 64),
        ("C * k", "H", 4),
        ("C // k", "C", 0),  # which is no size
    ],
)
def test_a_default_that_may_fit_tells_nothing_apart(a: str, b: str, default: int) -> None:
    one, other = _by_default(a, b, k=default)
    assert verdict(one, other) is verdict(other, one) is Verdict.UNKNOWN
    assert default_that_parts(one, other) is None


def test_two_sizes_differ_where_the_default_is() -> None:
    assert compare(*_by_default("C", "C * k", k=4)).reason == "C and C * k differ, e.g. when C is 7 and k is 4"
