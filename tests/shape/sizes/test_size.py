"""Sizes are computed with as numbers are."""

from __future__ import annotations

import doctest
import importlib
import operator
import pickle
import pkgutil
import time
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch._subclasses import FakeTensorMode
from torch.fx.experimental.symbolic_shapes import ShapeEnv

import typed_torch.shape.sizes
from typed_torch.shape.sizes import (
    UNKNOWN,
    Dim,
    Expression,
    Size,
    SizeSyntaxError,
    Symbol,
    Verdict,
    maximum,
    minimum,
    parse,
    possibly_equal,
    substitute,
    surely_less,
    symbols,
    verdict,
)

H, W, N, M, C, K = map(Symbol, "HWNMCK")


def convolved(size: Dim, kernel: Dim, stride: Dim, padding: Dim, dilation: Dim = 1) -> Dim:
    """What a rule writes once for all kinds of sizes."""
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def test_one_formula_serves_numbers_symbols_and_what_is_unknown() -> None:
    assert convolved(28, 3, 2, 1) == 14
    assert convolved(H, 3, 1, 1) == H
    assert str(convolved(H, 7, 2, 3)) == "(H + 1) // 2"
    assert str(convolved(convolved(H, 3, 2, 1), 3, 2, 1)) == "(H + 3) // 4"
    assert convolved(H, K, 1, K // 2) == H + 2 * (K // 2) - K + 1
    assert convolved(UNKNOWN, 3, 2, 1) is UNKNOWN
    assert convolved(H, UNKNOWN, 2, 1) is UNKNOWN


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (N + M, M + N),
        (N * (M + 1), M * N + N),
        ((N + 1) * (N - 1), N * N - 1),
        (2 * N - N - N, 0),
        ((5 * N + 7) // 5, N + 1),
        ((3 * N + M) // 3, N + M // 3),
        (N // 2 // 3, N // 6),
        (N // M // K, N // (M * K)),
        ((N - 1) // 2 + 1, (N + 1) // 2),
        ((2 * N + 1) // 2, N),
        ((2 * N + 1) // 4, N // 2),
        (2 * N // (4 * M), N // (2 * M)),
        ((N + 2) // 2, N // 2 + 1),
        (N // 2 * 2 + N % 2, N),
        (N // M * M + N % M, N),
        ((H // 2 + 1) // 2, (H + 2) // 4),
        (N * C * H // H, N * C),
        (N * C * H // (N * H), C),
        (N * M // M, N),
        ((N * N + N) // (N + 1), N),
        (N * (H + W) // (H + W), N),
        ((N * M + M - 1) // M, N),
        ((M - 1) // M, 0),
        (N % M // M, 0),
        (N % M // (2 * M), 0),
        (N % 3 // 5, 0),
        ((5 * M + N % 3) // 5, M),
        ((N % 3 - 3) // 5, -1),
        (N % M % M, N % M),
        ((N * M + K) % M, K % M),
        (-(-N // 2), (N + 1) // 2),
        (N - N // 2, (N + 1) // 2),
        (N // 2 + (N + 1) // 2, N),
        (N // 3 + (N + 1) // 3 + (N + 2) // 3, N),
        (N // -2, -((N + 1) // 2)),
        ((2 * (N // 2) + N) // 4, N // 2),
        (maximum(H, W) + minimum(H, W), H + W),
        (maximum(H + 1, W + 1, 1), maximum(H, W) + 1),
        (maximum(2 * H, 2 * W), 2 * maximum(H, W)),
        (maximum(H, maximum(W, C)), maximum(C, maximum(H, W))),
        (maximum(H, 0), H),
        (minimum(H, H // 2), H // 2),
        (minimum(H, maximum(H, W)), H),
        (-minimum(-H, -W), maximum(H, W)),
    ],
    ids=str,
)
def test_true_identities_have_one_normal_form(a: Dim, b: Dim) -> None:
    assert a == b
    assert hash(a) == hash(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (2 * (N // 2), N),
        ((N // 2) // (N // 2), 1),
        ((N // 2) * M // (N // 2), M),
        ((N - 1) * M // (N - 1), M),
        (N // M * M, N),
        ((N + M) // 2, N // 2 + M // 2),
        (N // 2, (N + 1) // 2),
        (N // (M + K), N // M // K),
        (maximum(N, 1), N),
        (maximum(H, W), H),
        (1 // M, 0),
        (N, Symbol("N", "another function")),
    ],
    ids=str,
)
def test_false_identities_have_two(a: Dim, b: Dim) -> None:
    assert a != b
    assert verdict(a, b) is not Verdict.EQUAL


def test_a_size_that_comes_to_a_number_or_a_symbol_is_one() -> None:
    assert type(H - H + 3) is int
    assert type(2 * H // 2) is Symbol
    assert isinstance(H + 1, Expression)
    assert isinstance(H + 1, Size)
    assert isinstance(H, Size)
    assert +H is H


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.mul, operator.floordiv, operator.mod])
def test_what_is_unknown_makes_unknown(operation: Callable[[Any, Any], Any]) -> None:
    for other in (2, H, H + 1, UNKNOWN):
        assert operation(UNKNOWN, other) is UNKNOWN
        assert operation(other, UNKNOWN) is UNKNOWN
    with pytest.raises(TypeError):
        operation(UNKNOWN, "2")
    with pytest.raises(TypeError):
        operation(H, "2")
    with pytest.raises(TypeError):
        operation(H, 0.5)


def test_nothing_times_the_unknown_is_nothing() -> None:
    assert 0 * UNKNOWN == UNKNOWN * 0 == 0
    assert -UNKNOWN is UNKNOWN
    assert maximum(4, UNKNOWN) is minimum(UNKNOWN, H) is UNKNOWN


def test_division_by_zero_is_what_it_is_for_numbers() -> None:
    with pytest.raises(ZeroDivisionError):
        H // 0
    with pytest.raises(ZeroDivisionError):
        H % (W - W)
    with pytest.raises(ZeroDivisionError):
        substitute(H // W, {W: 0})


def test_sizes_have_no_order() -> None:
    with pytest.raises(TypeError):
        H < 4  # type: ignore[operator]  # noqa: B015


def test_symbolic_ints_of_torch_are_numbers_to_sizes() -> None:
    rows = FakeTensorMode(shape_env=ShapeEnv()).from_tensor(torch.empty(6, 5), static_shapes=False).shape[0]
    assert isinstance(rows, torch.SymInt)
    assert isinstance(convolved(rows, 3, 2, 1), torch.SymInt)
    for size in (H, H + 1, UNKNOWN):
        assert size + rows is rows + size is rows // size is UNKNOWN
        assert verdict(size, rows) is Verdict.UNKNOWN
        assert possibly_equal(size, rows)
        assert not surely_less(size, rows)


def test_symbols_of_one_name_are_one_in_one_scope() -> None:
    here, there = Symbol("N", "f"), Symbol("N", "g")
    assert here == Symbol("N", "f")
    assert here - there != 0
    assert str(here - there) == "N - N"
    assert symbols(here * there + H // 2) == {here, there, H}
    assert symbols(4) == symbols(UNKNOWN) == frozenset()


def test_substitution_is_all_at_once() -> None:
    assert substitute(H - 2 * W, {H: W, W: H}) == W - 2 * H
    assert substitute(maximum(H // 2, W) + 1, {H: 9, W: 3}) == 5
    assert substitute(minimum(H, W) % 4, {H: 7}) == minimum(7, W) % 4
    assert substitute(H // 2, {H: UNKNOWN}) is UNKNOWN
    assert substitute(H // 2 * W, {H: UNKNOWN, W: 0}) == 0
    assert substitute(H // 2, {W: 3}) == H // 2
    assert substitute(4, {H: 3}) == 4
    assert substitute(UNKNOWN, {H: 3}) is UNKNOWN


def test_sizes_are_pickled() -> None:
    for size in (H, (H + 1) // 2 * W, maximum(H, W) - H // W):
        again = pickle.loads(pickle.dumps(size))
        assert again == size
        assert hash(again) == hash(size)
    assert pickle.loads(pickle.dumps(UNKNOWN)) is UNKNOWN


def test_what_grows_past_the_limits_is_unknown() -> None:
    power: Dim = H
    for _ in range(10):
        power = power * power
    assert power is UNKNOWN
    total: Dim = 1
    for index in range(8):
        total = total * (Symbol(f"a{index}") + 1)
    assert total is UNKNOWN
    tower: Dim = H
    for _ in range(200):
        tower = tower // W * C + 1
    assert tower is UNKNOWN
    assert maximum(*(Symbol(f"a{index}") for index in range(40))) is UNKNOWN
    assert (1 << 100) * H * (1 << 100) is UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "(" * 30 + "H" + "//W*C+1)" * 30,
        "(" * 38 + "H" + "//3*2+W//2)" * 38,
        "(" * 30 + "H" + "%W+H)" * 30,
        "max(" * 20 + "H" + ",W//3)-1" * 20,
        "+".join(f"max(H//{n},W%{n})" for n in range(2, 20)),
        "+".join(f"H*(H+{n})//12" for n in range(12)),
        "(H*H*H*H*H*H*H*H*H*H*H*H+W*W*W)//(H+W*C+K+1)",
        "9999999999*H//12345678 + H//9999999",
    ],
)
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    try:
        size = parse(text)
        str(size)
        verdict(size, H)
    except SizeSyntaxError:
        pass
    assert time.process_time() - start < 2


def test_arithmetic_takes_microseconds() -> None:
    def rounds(count: int) -> float:
        start = time.process_time()
        for _ in range(count):
            convolved(H, 3, 2, 1)
        return (time.process_time() - start) / count

    assert min(rounds(200) for _ in range(5)) < 200e-6


MODULES = [
    importlib.import_module(module.name)
    for module in pkgutil.iter_modules(typed_torch.shape.sizes.__path__, "typed_torch.shape.sizes.")
]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_modules_use_only_the_standard_library_and_their_examples_hold(module: Any) -> None:
    origins = {(getattr(value, "__module__", None) or "").partition(".")[0] for value in vars(module).values()}
    assert not origins & {"torch", "numpy", "sympy", "jaxtyping"}
    assert doctest.testmod(module).failed == 0
