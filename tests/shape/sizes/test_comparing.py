"""Verdicts on two sizes, and when they cannot be one."""

from __future__ import annotations

import pytest

from typed_torch.shape.sizes import (
    UNKNOWN,
    Comparison,
    Dim,
    Verdict,
    compare,
    parse,
    possibly_equal,
    surely_less,
    verdict,
)

HALVES = 'if it never is, say so: Dim[Literal["2 * H"]]'


@pytest.mark.parametrize(
    ("a", "b", "reason", "way_out"),
    [
        ("H", "2 * (H // 2)", "H and 2 * (H // 2) differ when H is odd", HALVES),
        ("B * H", "2 * B * (H // 2)", "B * H and 2 * B * (H // 2) differ when H is odd", HALVES),
        ("2 * ((H + 1) // 2)", "H", "2 * ((H + 1) // 2) and H differ when H is odd", HALVES),
        (
            "4 * (H // 4)",
            "H",
            "4 * (H // 4) and H differ when H is not a multiple of 4",
            'if it never is, say so: Dim[Literal["4 * H"]]',
        ),
        ("H // 2", "(H - 1) // 2", "H // 2 and (H - 1) // 2 differ when H is even", ""),
        ("H // 3", "(H - 1) // 3", "H // 3 and (H - 1) // 3 differ when H is a multiple of 3", ""),
        ("H", "H + 1", "H and H + 1 differ, whatever H is", ""),
        ("2 * H + 1", "2 * W", "2 * H + 1 and 2 * W differ, whatever H and W are", ""),
        ("H", "W", "H and W differ, e.g. when H is 7 and W is 3", ""),
        ("H", "W * (H // W)", "H and W * (H // W) differ, e.g. when H is 7 and W is 3", ""),
        ("N", "4", "N and 4 differ, e.g. when N is 7", ""),
        ("N", "7", "N and 7 differ, e.g. when N is 3", ""),
        ("max(H, W)", "H", "max(H, W) and H differ, e.g. when H is 3 and W is 5", ""),
        ("6", "4", "6 is not 4", ""),
    ],
)
def test_different_sizes_are_told_apart_by_when_they_differ(a: str, b: str, reason: str, way_out: str) -> None:
    assert compare(parse(a), parse(b)) == Comparison(Verdict.DIFFERENT, reason, way_out)
    assert verdict(parse(b), parse(a)) is Verdict.DIFFERENT


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("4", "4"),
        ("H", "H"),
        ("(H + 1) // 2", "(H - 1) // 2 + 1"),
        ("H * (H + 1) // 2 * 2", "H * (H + 1)"),
        ("N * (H // 2) % 2 * (N % 2)", "N * (H // 2) % 2"),
        ("(H // 2 + 2 * (W // 3)) // 3", "(H + 4 * (W // 3)) // 6"),
    ],
)
def test_sizes_that_no_remainders_tell_apart_are_equal(a: str, b: str) -> None:
    assert compare(parse(a), parse(b)) == Comparison(Verdict.EQUAL)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (UNKNOWN, 4),
        (UNKNOWN, parse("H")),
        (UNKNOWN, UNKNOWN),
        (parse("max(N, 1)"), parse("N")),
        (parse("(N // 2) // (N // 2)"), 1),
        (parse("(N - 1) * M // (N - 1)"), parse("M")),
        (parse("H // (H - H % 9999)"), parse("W // (W - W % 9999)")),
    ],
    ids=str,
)
def test_nothing_is_said_of_what_is_not_known(a: Dim, b: Dim) -> None:
    assert compare(a, b) == compare(b, a) == Comparison(Verdict.UNKNOWN)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("B * 64 * 7 * 7", "B * 4096"),
        ("B * H", "B * (H + 1)"),
        ("2 * H", "3 * H"),
        ("B * (H // 2)", "B * H"),
        ("2 * N", "7"),
        ("6 * N + 4 * M", "9"),
        ("2 * (H // 2)", "7"),
        ("B * T * D", "B * T * 3 * K * (D // K)"),
        ("4 * D", "3 * K * (D // K)"),
        ("D", "4 * (D // 2)"),
        ("2 * D * E", "6 * K * (2 * D * E // K)"),
        ("H + 4", "3"),
        ("H", "0"),
        ("H % 4", "4"),
        ("H % W", "W"),
        ("max(H, 8)", "7"),
        ("min(H, 8)", "9"),
        ("4", "5"),
    ],
)
def test_what_no_sizes_make_equal_is_known(a: str, b: str) -> None:
    assert not possibly_equal(parse(a), parse(b))
    assert not possibly_equal(parse(b), parse(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("B * T * D", "B * T * heads * (D // heads)"),
        ("2 * D", "3 * K * (D // K)"),
        ("3 * D", "3 * K * (D // K)"),
        ("D * E", "2 * K * (D // K)"),
        ("N", "7"),
        ("2 * N", "8"),
        ("6 * N + 4 * M", "10"),
        ("H * W", "12"),
        ("B * 3 * H * W", "B * 12 * (H // 2) * (W // 2)"),
        ("H % W", "0"),
        ("H - 1", "0"),
        ("(-5) // M", "-1"),
        ("-2 * H // (W + 1)", "-1"),
        ("8 // M * M", "8"),
        ("max(H, 8)", "8"),
        ("H", "W"),
    ],
)
def test_what_some_sizes_make_equal_is_let_through(a: str, b: str) -> None:
    assert possibly_equal(parse(a), parse(b))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("3", "4", True),
        ("4", "4", False),
        ("H % 4", "4", True),
        ("H % W", "W", True),
        ("H", "H + 1", True),
        ("H // 2", "H + 1", True),
        ("H // 2", "H", False),
        ("-H", "1", True),
        ("H", "4", False),
        ("min(H, 3)", "4", True),
        ("max(H, 3)", "4", False),
    ],
)
def test_less_is_said_only_of_what_is_always_less(a: str, b: str, expected: bool) -> None:
    assert surely_less(parse(a), parse(b)) is expected
    assert not surely_less(parse(b), parse(a))
    assert not surely_less(UNKNOWN, parse(b))
    assert not surely_less(parse(a), UNKNOWN)


def test_what_is_unknown_may_be_anything() -> None:
    assert possibly_equal(UNKNOWN, 4)
    assert possibly_equal(parse("H + 1"), UNKNOWN)


def test_sizes_near_the_limits_are_compared_and_shown_too() -> None:
    many, others = (parse(" + ".join(f"{name}{index} * max(b, c)" for index in range(20))) for name in "ad")
    quotient = parse("K * ((" + " + ".join(f"x{index}" for index in range(40)) + ") // K)")
    large, larger = many - quotient, sum((parse(f"y{index}") for index in range(40)), others)
    assert str(large).startswith("a0 * max(b, c)")
    assert f" - {quotient} + " in str(larger - quotient)
    assert compare(large, larger).reason.startswith(f"{large} and {larger} differ, e.g. when ")
    assert possibly_equal(large, larger)
    assert not surely_less(large, larger)
    assert parse("max(A, B) * 2") - larger is not UNKNOWN


def test_sizes_of_0_count_only_where_they_are_asked_for() -> None:
    assert not possibly_equal(parse("H"), 0)
    assert possibly_equal(parse("H"), 0, 0)
    assert possibly_equal(parse("B * 3136"), parse("B * 4096"), 0)
