"""Which sizes make what a signature asks for what a call passes."""

from __future__ import annotations

import itertools
import random

import pytest

from typed_torch.shape.sizes import UNKNOWN, Dim, Misfit, Symbol, parse, solve, substitute

H, M, N, K = map(Symbol, "HMNK")
FREE = {H, M, N}


def equations(*pairs: tuple[str, Dim | str]) -> list[tuple[Dim, Dim]]:
    return [(parse(pattern), parse(value) if isinstance(value, str) else value) for pattern, value in pairs]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("N", 6)], {N: 6}),
        ([("N", "K")], {N: K}),
        ([("2 * N", 6)], {N: 3}),
        ([("2 * N", "4 * K")], {N: 2 * K}),
        ([("2 * N", "2 * (K // 2)")], {N: K // 2}),
        ([("2 * N", "K * (K + 1)")], {N: K * (K + 1) // 2}),
        ([("N + 1", 5)], {N: 4}),
        ([("N + 1", 1)], {N: 0}),
        ([("8 - N", 5)], {N: 3}),
        ([("3 * N + 1", "6 * K + 4")], {N: 2 * K + 1}),
        ([("N * N", 9)], {N: 3}),
        ([("N * N + N - 2", 10)], {N: 3}),
        ([("N * M", 6), ("N", 2)], {N: 2, M: 3}),
        ([("N * M", "K * C"), ("M", "C")], {N: K, M: Symbol("C")}),
        ([("N + H // 2", 9), ("H", 5)], {H: 5, N: 7}),
        ([("N + M", 9), ("2 * M", 4)], {M: 2, N: 7}),
        ([("N + M + H", 9), ("M + H", 5), ("H + 1", 2)], {H: 1, M: 4, N: 4}),
        ([("H // 2", 7)], {}),
        ([("H // 2", 7), ("H", 15)], {H: 15}),
        ([("H // 2", "K // 2"), ("H", "K")], {H: K}),
        ([("N * M", 6)], {}),
        ([("N", UNKNOWN)], {N: UNKNOWN}),
        ([("N", UNKNOWN), ("N", 4)], {N: 4}),
        ([("2 * N", UNKNOWN)], {}),
        ([("2 * N", UNKNOWN), ("N", 4)], {N: 4}),
        ([("N + M", 9), ("M", UNKNOWN)], {M: UNKNOWN}),
        ([("M // N", 7), ("N", 0)], {N: 0}),
        ([("4", 4)], {}),
    ],
)
def test_sizes_are_found_in_any_order_of_the_arguments(
    pairs: list[tuple[str, Dim | str]], expected: dict[Symbol, Dim]
) -> None:
    for order in itertools.permutations(equations(*pairs)):
        solution = solve(order, FREE)
        assert solution.misfit is None
        assert solution.sizes == expected


@pytest.mark.parametrize(
    ("pairs", "index", "asked", "reason"),
    [
        ([("2 * N", 7)], 0, "2 * N", "2 * N is even, 7 is not"),
        ([("2 * N", "K")], 0, "2 * N", "2 * N is even, K need not be"),
        ([("3 * N", 7)], 0, "3 * N", "3 * N is a multiple of 3, 7 is not"),
        ([("3 * N + 1", 9)], 0, "3 * N + 1", "3 * N + 1 cannot be 9: 8 is not a multiple of 3"),
        ([("N * M", 6), ("N", 4)], 0, "4 * M", "4 * M is a multiple of 4, 6 is not"),
        ([("N * M", 6), ("N", "K")], 0, "K * M", "K * M cannot be 6: 6 need not be a multiple of K"),
        ([("N + 1", 0)], 0, "N + 1", "N would be -1"),
        ([("N * N", 8)], 0, "N * N", "N * N is never 8"),
        ([("H // 2", 7), ("H", 16)], 0, "8", "H // 2 is 8, not 7"),
        ([("H // 2", "K // 2"), ("H", "K + 1")], 0, "(K + 1) // 2", "(K + 1) // 2 and K // 2 differ when K is odd"),
        ([("2 * (H // 2)", 7)], 0, "2 * (H // 2)", "2 * (H // 2) is never 7"),
        ([("2 * N + 4 * M", 7)], 0, "4 * M + 2 * N", "4 * M + 2 * N is never 7"),
        ([("N", 4), ("N", 5)], 1, "4", "N is 4, not 5"),
        ([("N", UNKNOWN), ("N", 4), ("N", 5)], 2, "4", "N is 4, not 5"),
        ([("N", "K"), ("N", "C")], 1, "K", "K and C differ, e.g. when C is 7 and K is 3"),
        ([("3", 4)], 0, "3", "3 is not 4"),
    ],
)
def test_what_nothing_solves_says_why(pairs: list[tuple[str, Dim | str]], index: int, asked: str, reason: str) -> None:
    misfit = solve(equations(*pairs), FREE).misfit
    assert misfit is not None
    assert (misfit.index, str(misfit.asked), misfit.reason) == (index, asked, reason)
    assert misfit.got == equations(*pairs)[index][1]


def test_the_way_out_of_a_comparison_is_kept() -> None:
    solution = solve(equations(("2 * (H // 2)", "K"), ("H", "K")), FREE)
    assert solution.misfit == Misfit(
        0,
        2 * (K // 2),
        K,
        "2 * (K // 2) and K differ when K is odd",
        'if it never is, say so: Dim[Literal["2 * K"]]',
    )


def test_sizes_bound_before_are_kept_and_used() -> None:
    assert solve(equations(("N * M", 6)), {M}, {N: 2}).sizes == {N: 2, M: 3}
    assert solve(equations(("N * M", 6)), {M}, {N: UNKNOWN}).sizes == {N: UNKNOWN}
    misfit = solve(equations(("N", 6)), {N}, {N: 2}).misfit
    assert misfit is not None
    assert misfit.reason == "N is 2, not 6"


def test_symbols_that_are_not_free_are_sizes_of_their_own() -> None:
    misfit = solve(equations(("N", 6)), set()).misfit
    assert misfit is not None
    assert misfit.reason == "N and 6 differ, e.g. when N is 7"


def test_a_function_that_calls_itself_may_pass_its_own_sizes_on() -> None:
    solution = solve(equations(("N", "M"), ("M", "N + 1"), ("N + M", "M + N + 1")), FREE)
    assert solution.misfit is None
    assert solution.sizes == {N: M, M: N + 1}
    solution = solve(equations(("N", "M"), ("N + H", "M + 5"), ("M // 2", 3)), FREE)
    assert solution.misfit is None
    assert solution.sizes == {N: M, H: 5}
    misfit = solve(equations(("2 * N", "N")), FREE).misfit
    assert misfit is not None
    assert misfit.reason == "2 * N is even, N need not be"


def test_what_is_solved_solves() -> None:
    rng = random.Random(0)
    patterns = ["N", "2 * N", "N + 3", "4 * N - M", "N * M", "M // 2", "H * H", "H + N % 3", "N * M + H", "max(N, H)"]
    found = 0
    for _ in range(400):
        values: dict[Symbol, Dim] = {symbol: rng.randint(0, 9) for symbol in (N, M, H)}
        asked = [parse(pattern) for pattern in rng.sample(patterns, 3)]
        pairs = [(pattern, substitute(pattern, values)) for pattern in asked]
        solution = solve(pairs, FREE)
        assert solution.misfit is None, (pairs, solution)
        for pattern, value in pairs:
            got = substitute(pattern, solution.sizes)
            if isinstance(got, int):
                assert got == value
                found += 1
    assert found > 400
