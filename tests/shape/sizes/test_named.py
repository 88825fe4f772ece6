"""Sizes of names that may leave any remainder."""

from __future__ import annotations

import pytest

from typed_torch.shape.sizes import Named, Symbol, Verdict, parse, verdict

NAMES = {name: Named(name, "a call") for name in ("h", "w", "t", "t_minus_1", "two_x_t", "heads")} | {"C": Symbol("C")}


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("h", "2 * (h // 2)", Verdict.UNKNOWN),
        ("h", "2 * ((h + 1) // 2)", Verdict.UNKNOWN),
        ("2 * ((h - 1) // 2) + 1", "h", Verdict.UNKNOWN),
        ("h", "32 * ((h + 31) // 32)", Verdict.UNKNOWN),
        ("h * w", "4 * (h // 2) * (w // 2)", Verdict.UNKNOWN),
        ("h // 2", "(h + 1) // 2", Verdict.UNKNOWN),
        ("h", "h // 2", Verdict.DIFFERENT),
        ("h", "2 * (w // 2)", Verdict.DIFFERENT),
        ("h", "h - 2", Verdict.DIFFERENT),
        ("h", "(h - 2) // 2 * 2", Verdict.DIFFERENT),
        ("h", "t", Verdict.DIFFERENT),
        ("h", "8", Verdict.DIFFERENT),
        ("C", "2 * (C // 2)", Verdict.DIFFERENT),
        ("C * h", "C * 2 * (h // 2)", Verdict.UNKNOWN),
        ("h + h", "2 * h", Verdict.EQUAL),
        ("t - 1", "t_minus_1", Verdict.UNKNOWN),
        ("t", "t_minus_1 + 1", Verdict.UNKNOWN),
        ("t", "t_minus_1", Verdict.DIFFERENT),
        ("h - 1", "heads", Verdict.DIFFERENT),
        ("h - 1", "t_minus_1", Verdict.DIFFERENT),
        ("t + h", "t_minus_1", Verdict.DIFFERENT),
        ("two_x_t // 2", "t", Verdict.UNKNOWN),
        ("two_x_t", "t", Verdict.DIFFERENT),
        ("(two_x_t * max(h, 1) - two_x_t) // (2 * max(h, 1) - 2)", "t", Verdict.UNKNOWN),
        ("two_x_t * h", "t", Verdict.DIFFERENT),
        ("two_x_t // 2", "h", Verdict.DIFFERENT),
        ("2 * w", "two_x_t", Verdict.DIFFERENT),
    ],
)
def test_they_differ_only_if_they_do_for_all_remainders(a: str, b: str, expected: Verdict) -> None:
    one, other = (parse(text, NAMES) for text in (a, b))
    assert verdict(one, other) is expected
    assert verdict(other, one) is expected
