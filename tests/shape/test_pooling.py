"""Pooling of symbolic sizes, and what its errors say."""

from __future__ import annotations

import pytest
import torch

from typed_torch import ShapeError
from typed_torch.shape import RULES, UNKNOWN, Spec, Symbol
from typed_torch.shape.sizes import substitute

N, C, H, W = map(Symbol, "NCHW")
max_pool2d, avg_pool2d = RULES["nn.functional.max_pool2d"], RULES["nn.functional.avg_pool2d"]
adaptive_avg_pool2d = RULES["nn.functional.adaptive_avg_pool2d"]


def test_windows_that_follow_each_other_divide_a_symbol() -> None:
    assert max_pool2d(Spec((N, C, H, W)), 2).shape == (N, C, H // 2, W // 2)
    assert avg_pool2d(Spec((C, 2 * H, W)), (2, 1)).shape == (C, H, W)
    assert max_pool2d(Spec((N, C, H, W)), 3, 2, 1).shape == (N, C, (H + 1) // 2, (W + 1) // 2)


def test_indices_are_asked_for() -> None:
    values, indices = max_pool2d(Spec((N, C, H, W), "float32"), 2, return_indices=True)
    assert (values.dtype, indices.dtype, indices.shape) == ("float32", "int64", values.shape)
    assert max_pool2d(Spec((N, C, H, W), "float32"), 2, return_indices=UNKNOWN) == Spec()


@pytest.mark.parametrize(("kernel", "stride", "padding"), [(2, 2, 0), (3, 2, 1), (3, 5, 1), (2, 5, 1), (4, 3, 2)])
def test_a_symbol_rounded_up_is_what_torch_has_for_every_size(kernel: int, stride: int, padding: int) -> None:
    size = RULES["nn.functional.max_pool1d"](Spec((1, C, H)), kernel, stride, padding, ceil_mode=True).shape[-1]
    for number in range(kernel, 20):
        real = torch.nn.functional.max_pool1d(torch.zeros(1, 1, number), kernel, stride, padding, ceil_mode=True)
        assert substitute(size, {H: number}) == real.shape[-1]


def test_adaptive_pooling_forgets_a_size_or_keeps_it() -> None:
    assert adaptive_avg_pool2d(Spec((N, C, H, W)), (None, 7)).shape == (N, C, H, 7)
    assert adaptive_avg_pool2d(Spec((N, C, UNKNOWN, W)), 1).shape == (N, C, 1, 1)


def test_channels_become_pixels() -> None:
    assert RULES["pixel_shuffle"](Spec((N, 9 * C, H, W)), 3).shape == (N, C, 3 * H, 3 * W)
    assert RULES["pixel_unshuffle"](Spec((N, C, 2 * H, 2 * W)), 2).shape == (N, 4 * C, H, W)
    with pytest.raises(ShapeError, match="input must have a multiple of 9 channels in dimension -3, got 8"):
        RULES["pixel_shuffle"](Spec((N, 8, H, W)), 3)


@pytest.mark.parametrize(
    ("shape", "arguments", "message"),
    [
        ((N, H), (2,), r"input must have 3 or 4 dimensions \(C, H, W\) or \(N, C, H, W\), got \(N, H\)"),
        ((1, 3, 4, 4), (5,), r"input must be at least as large as the kernel \(5\) with its padding, got 4"),
        ((1, 3, 4, 4), (2, 2, 2), r"padding must be at most half of kernel_size \(2\), got 2"),
        ((1, 3, 4, 4), (0,), "kernel_size must be positive, got 0"),
        ((1, 3, 0, 4), (1,), "input must not be empty but in its batch"),
    ],
)
def test_an_error_says_what_was_expected(shape: tuple[object, ...], arguments: tuple[int, ...], message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        max_pool2d(Spec(shape), *arguments)
