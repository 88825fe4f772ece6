"""Matching a tensor with an annotation."""

from __future__ import annotations

import pytest

from typed_torch.shape import UNKNOWN, UNKNOWN_SHAPE, Many, Pattern, Refusal, Spec, Symbol, match

N, C, SP = Symbol("N"), Symbol("C"), Many("Sp")


@pytest.mark.parametrize(
    ("asked", "shape", "fits"),
    [
        ((2, 3), (2, 3), True),
        ((2, 3), (2, 4), False),
        ((2, 3), (2,), False),
        ((2, 3), (2, UNKNOWN), True),
        ((2, 3), UNKNOWN_SHAPE, True),
        (UNKNOWN_SHAPE, (), True),
        ((N, C, SP), (2, 3), True),
        ((N, C, SP), (2, 3, 4, 5), True),
        ((N, C, SP), (2,), False),
        ((N, N), (2, 3), False),
        ((N, N), (2, 2), True),
        ((SP, 3), (1, 2, 3), True),
        ((SP, 3), (1, 2, 4), False),
        ((2, SP, 3), (2, 3), True),
        ((2, SP, 3), (2, 4), False),
        ((2, 3), (2, Many()), True),
        ((2, 3), (4, Many()), False),
        ((2, 3), (2, 3, 4, Many()), False),
        ((2, SP), (Many(), 7), True),
    ],
)
def test_shapes(asked: tuple[object, ...], shape: tuple[object, ...], fits: bool) -> None:
    if fits:
        match(Pattern(asked), Spec(shape), argument="x", free={N, C})
    else:
        with pytest.raises(Refusal, match="x must have shape"):
            match(Pattern(asked), Spec(shape), argument="x", free={N, C})


def test_a_symbol_that_is_not_free_is_a_size_of_its_own() -> None:
    match(Pattern((C,)), Spec((C,)), argument="x")
    with pytest.raises(Refusal):
        match(Pattern((C,)), Spec((64,)), argument="x")


def test_sizes_met_in_one_argument_hold_in_the_next() -> None:
    sizes: dict[Symbol, object] = {}
    match(Pattern((N, C)), Spec((2, 64)), sizes, argument="x", free={N, C})
    with pytest.raises(Refusal, match=r"w must have shape \(64,\), got \(32,\)"):
        match(Pattern((C,)), Spec((32,)), sizes, argument="w", free={N, C})


def test_dtypes_and_devices() -> None:
    pattern = Pattern((N,), frozenset({"float16", "bfloat16"}), frozenset({"cuda"}))
    match(pattern, Spec((2,), "float16", "cuda:1"), argument="x", free={N})
    match(pattern, Spec((2,)), argument="x", free={N})
    with pytest.raises(Refusal, match="x must be bfloat16 or float16, got float32"):
        match(pattern, Spec((2,), "float32"), argument="x", free={N})
    with pytest.raises(Refusal, match="x must be on cuda, got cpu"):
        match(pattern, Spec((2,), "float16", "cpu"), argument="x", free={N})
