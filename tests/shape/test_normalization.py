"""The rules of group normalization where sizes are known only in part; run time covers the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typed_torch import DeviceError, ShapeError
from typed_torch.shape import UNKNOWN, UNKNOWN_SHAPE, Many, Spec, Symbol
from typed_torch.shape.normalization import group_norm, group_norm_forward, group_norm_module

N, C, SP = Symbol("N"), Symbol("C"), Many("Sp")


@pytest.mark.parametrize(
    ("shape", "num_groups"),
    [
        ((N, C, SP), 4),
        ((N, C), Symbol("G")),
        ((N, 64, SP), 32),
        ((N, 64), UNKNOWN),
        (UNKNOWN_SHAPE, 32),
        ((UNKNOWN, UNKNOWN), 32),
        ((SP, 3), 32),
    ],
)
def test_what_is_unknown_is_accepted_and_kept(shape: tuple[object, ...], num_groups: object) -> None:
    assert group_norm(Spec(shape), num_groups).shape == shape


@pytest.mark.parametrize(
    ("shape", "num_groups", "weight"),
    [
        ((N, 64, SP), 5, None),
        ((N,), 1, None),
        ((N, C), 0, None),
        ((N, C), 1, (Symbol("D"),)),
        ((N, C), 1, (64,)),
        ((N, 64), 1, (C,)),
        ((N, C), 1, (C, 1)),
        ((1, 6), 6, None),
        ((1, 6, 1, 1), 6, None),
    ],
)
def test_what_is_surely_wrong_is_refused(shape: tuple[object, ...], num_groups: object, weight: object) -> None:
    with pytest.raises(ShapeError):
        group_norm(Spec(shape), num_groups, None if weight is None else Spec(weight))


def test_a_cuda_device_without_an_index_may_be_any_of_them() -> None:
    x = Spec((N, C), "float32", "cuda")
    group_norm(x, 1, Spec((C,), "float32", "cuda:1"))
    with pytest.raises(DeviceError, match="weight must be on cuda:0 like input, got cuda:1"):
        group_norm(Spec((N, C), "float32", "cuda:0"), 1, Spec((C,), "float32", "cuda:1"))


def test_a_long_list_of_divisors_is_cut() -> None:
    with pytest.raises(
        ShapeError, match=r"5041: choose a divisor of 5040, such as 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14"
    ):
        group_norm(Spec((N, 5040)), 5041)


def test_the_module_asks_for_its_channels() -> None:
    group_norm_forward(Spec((N, C, SP)), C)
    group_norm_forward(Spec((N, 64)), UNKNOWN)
    with pytest.raises(ShapeError, match=r"GroupNorm: input must have num_channels \(C\) in dimension 1, got 64"):
        group_norm_forward(Spec((N, 64)), C)


@given(st.integers(-3, 40), st.integers(-3, 40))
def test_construction_accepts_exactly_the_divisors(num_groups: int, num_channels: int) -> None:
    fits = num_groups > 0 and num_channels >= 0 and num_channels % num_groups == 0
    if fits:
        group_norm_module(num_groups, num_channels)
    else:
        with pytest.raises(ShapeError):
            group_norm_module(num_groups, num_channels)
