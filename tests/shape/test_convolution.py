"""Convolutions of symbolic sizes, and what their errors say."""

from __future__ import annotations

import itertools

import pytest
import torch

from typed_torch import DTypeError, ShapeError
from typed_torch.shape import RULES, UNKNOWN, UNKNOWN_SHAPE, Many, Refusal, Spec, Symbol
from typed_torch.shape.convolution import convolved, transposed

N, C, H, W = map(Symbol, "NCHW")
conv1d, conv2d, conv3d = (RULES[f"nn.functional.conv{rank}d"] for rank in (1, 2, 3))
conv_transpose2d = RULES["conv_transpose2d"]


def test_a_stride_of_two_halves_a_symbol_and_rounds_up() -> None:
    found = conv2d(Spec((N, 3, H, W)), Spec((8, 3, 3, 3)), stride=2, padding=1).shape
    assert found == (N, 8, (H - 1) // 2 + 1, (W - 1) // 2 + 1)
    assert found == (N, 8, (H + 1) // 2, (W + 1) // 2)


def test_padding_may_keep_a_size() -> None:
    weight = Spec((8, 3, 3, 3))
    assert conv2d(Spec((N, 3, H, W)), weight, padding=1).shape == (N, 8, H, W)
    assert conv2d(Spec((N, 3, H, W)), weight, padding="same", dilation=2).shape == (N, 8, H, W)
    assert conv2d(Spec((3, H, W)), weight, padding="valid").shape == (8, H - 2, W - 2)


def test_a_transposed_convolution_undoes_a_stride() -> None:
    found = conv_transpose2d(Spec((N, C, H, W)), Spec((C, 4, 2, 2)), stride=2).shape
    assert found == (N, 4, 2 * H, 2 * W)
    assert conv_transpose2d(Spec((N, C, H, W)), Spec((C, 4, 3, 3)), None, 2, 1, 1, 2).shape == (N, 8, 2 * H, 2 * W)


def test_channels_may_be_symbols() -> None:
    assert conv1d(Spec((N, C, H)), Spec((2 * C, C, 1))).shape == (N, 2 * C, H)
    assert conv1d(Spec((N, C, H)), Spec((C, 1, 1)), groups=C).shape == (N, C, H)
    with pytest.raises(ShapeError, match=r"2 \* C channels for weight \(8, 2 \* C, 1\) in dimension 1, got C"):
        conv1d(Spec((N, C, H)), Spec((8, 2 * C, 1)))


def test_what_is_unknown_is_left_open() -> None:
    assert conv2d(Spec(UNKNOWN_SHAPE), Spec((8, 3, 3, 3))).shape == (Many(), 8, UNKNOWN, UNKNOWN)
    assert conv2d(Spec((Many("Batch"), 3, H, W)), Spec((8, 3, 3, 3))).shape == (Many("Batch"), 8, H - 2, W - 2)
    assert conv2d(Spec((N, 3, H, W)), Spec(UNKNOWN_SHAPE)).shape == (N, UNKNOWN, UNKNOWN, UNKNOWN)
    assert conv2d(Spec((N, 3, H, W)), Spec((8, 3, 3, 3)), stride=UNKNOWN).shape == (N, 8, UNKNOWN, UNKNOWN)


def test_the_rank_is_that_of_the_name() -> None:
    with pytest.raises(ShapeError, match=r"weight must have 3 dimensions \(out_channels, in_channels / groups, \*k"):
        conv1d(Spec((3, 8, 8)), Spec((4, 3, 3, 3)))
    with pytest.raises(ShapeError, match=r"input must have 4 or 5 dimensions \(C, D, H, W\) or \(N, C, D, H, W\)"):
        conv3d(Spec((8, 8, 8)), Spec((4, 3, 3, 3, 3)))


@pytest.mark.parametrize(
    ("weight", "options", "message"),
    [
        ((8, 4, 3, 3), {}, r"input must have 4 channels for weight \(8, 4, 3, 3\) in dimension 1, got 3"),
        ((8, 2, 3, 3), {"groups": 2}, r"4 channels for weight \(8, 2, 3, 3\) in 2 groups in dimension 1, got 3"),
        ((8, 3, 9, 3), {"padding": 1}, r"input must be at least as large as the kernel \(9\) with its padding, got 7"),
        ((8, 1, 3, 3), {"groups": 3}, r"out_channels \(8\) is not divisible by groups \(3\)"),
        ((8, 3, 3, 3), {"stride": (2, 2, 2)}, r"stride must be an int or 2 of them, got \(2, 2, 2\)"),
        ((8, 3, 3, 3), {"stride": 0}, "stride must be positive, got 0"),
        ((8, 3, 3, 3), {"padding": "same", "stride": 2}, "padding 'same' goes with a stride of 1 only, got 2"),
        ((8, 3, 3, 3), {"bias": Spec((4,))}, r"bias must have shape \(8,\), one value per channel of the output"),
    ],
)
def test_an_error_says_what_was_expected(weight: tuple[int, ...], options: dict[str, object], message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        conv2d(Spec((1, 3, 5, 5)), Spec(weight), **options)


def test_input_and_weight_have_one_dtype() -> None:
    with pytest.raises(DTypeError, match="weight must be float16 like input, got float32"):
        conv2d(Spec((1, 3, 5, 5), "float16"), Spec((8, 3, 3, 3), "float32"))


def test_padding_of_an_output_is_less_than_its_stride() -> None:
    with pytest.raises(ShapeError, match=r"output_padding \(2\) must be smaller than stride \(2\) or dilation \(1\)"):
        conv_transpose2d(Spec((N, C, H, W)), Spec((C, 4, 2, 2)), stride=2, output_padding=2)


def test_a_module_knows_sizes_alone() -> None:
    assert convolved(Spec((N, 3, H, W)), 3, 8, (3, 1), 1, (1, 0), 1, 1, rank=2) == (N, 8, H, W)
    assert transposed(Spec((N, 8, H)), 8, 3, 4, 2, 1, 0, 1, 1, rank=1) == (N, 3, 2 * H)
    with pytest.raises(Refusal, match=r"input must have in_channels \(4\) in dimension 0, got 3"):
        convolved(Spec((3, H, W)), 4, 8, 3, 1, 0, 1, 1, rank=2)


@pytest.mark.parametrize(
    ("kernel_size", "stride", "padding", "dilation"), [*itertools.product((1, 3), (1, 3), (0, 1), (1, 2))]
)
def test_the_output_size_of_a_transposed_convolution_is_chosen_as_torch_lets_it(
    kernel_size: int, stride: int, padding: int, dilation: int
) -> None:
    options = {"kernel_size": kernel_size, "stride": stride, "padding": padding, "dilation": dilation}
    module = torch.nn.ConvTranspose1d(2, 4, **options)
    rule = RULES["nn.ConvTranspose1d.forward"]
    for size in range(1, 20):
        for output_size in ([size], [1, 4, size], [size, size]):
            try:
                expected = tuple(module(torch.zeros(1, 2, 5), output_size=output_size).shape)
            except (RuntimeError, ValueError):
                expected = None
            try:
                found = rule(Spec((1, 2, 5)), output_size, in_channels=2, out_channels=4, **options).shape
            except ShapeError:
                found = None
            assert found == expected, output_size


def test_an_output_size_may_be_symbolic() -> None:
    made_with = {"in_channels": C, "out_channels": 4, "kernel_size": 3, "stride": 2, "padding": 1}
    rule = RULES["nn.ConvTranspose2d.forward"]
    assert rule(Spec((N, C, H, W)), (2 * H, 2 * W), **made_with).shape == (N, 4, 2 * H, 2 * W)
    assert rule(Spec((N, C, H, W)), UNKNOWN, **made_with).shape == (N, 4, UNKNOWN, UNKNOWN)
    with pytest.raises(
        ShapeError, match=r"output_size must be from \(2 \* H - 1, 2 \* W - 1\) to less than a stride more"
    ):
        rule(Spec((N, C, H, W)), (3 * H + 1, 2 * W), **made_with)
