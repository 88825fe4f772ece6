"""Functions of the kernels by themselves, in Triton's interpreter, or on a GPU."""

from __future__ import annotations

import pytest
import torch
import triton
import triton.language as tl

from typed_torch.ops.kernels.tiles import reciprocal_deviation, row_of, sigmoid

pytestmark = [
    pytest.mark.kernels,
    # Of NumPy, in the interpreter, where the result is not finite.
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),
]

OPTIONS = {"enable_fp_fusion": True}
"""As the kernels are launched; Triton 3.9 warns where it is not said."""


@triton.jit
def reciprocal_deviation_of(x_ptr, y_ptr):  # type: ignore[no-untyped-def]
    """One variance, plus 0.25."""
    tl.store(y_ptr, reciprocal_deviation(tl.load(x_ptr), 0.25, tl.float32))


@triton.jit
def sigmoid_of(z_ptr, y_ptr, size, BLOCK: tl.constexpr):  # type: ignore[no-untyped-def]
    """The sigmoid of a vector."""
    place = tl.arange(0, BLOCK)
    z = tl.load(z_ptr + place, mask=place < size, other=0.0)
    tl.store(y_ptr + place, sigmoid(z, z.dtype), mask=place < size)


@triton.jit
def row_of_all(y_ptr, pixels, BLOCK: tl.constexpr):  # type: ignore[no-untyped-def]
    """The row of every place of a tile."""
    place = tl.arange(0, BLOCK)
    tl.store(y_ptr + place, row_of(place, pixels))


@pytest.mark.parametrize("pixels", [2, 3, 5, 7, 35, 49, 91, 127, 1021, 4095, 8191, 32767, 65535])
def test_a_place_is_divided_into_its_row(pixels: int, device: torch.device) -> None:
    y = torch.empty(1 << 16, dtype=torch.int32, device=device)
    row_of_all[(1,)](y, pixels, BLOCK=1 << 16, **OPTIONS)
    torch.testing.assert_close(y, torch.arange(1 << 16, dtype=torch.int32, device=device) // pixels)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_the_sigmoid_is_good_to_a_few_units_in_the_last_place(dtype: torch.dtype, device: torch.device) -> None:
    z = torch.cat((torch.linspace(-80, 80, 1021, dtype=dtype), torch.tensor([0.0, 1e30, -1e30], dtype=dtype)))
    z = torch.cat((z, torch.tensor([torch.inf, -torch.inf, torch.nan], dtype=dtype))).to(device)
    y = torch.empty_like(z)
    sigmoid_of[(1,)](z, y, z.numel(), BLOCK=1 << 11, **OPTIONS)
    # The exponent, up to 115, is rounded before it is applied.
    rtol = {torch.float32: 2e-5, torch.float64: 1e-13}[dtype]
    torch.testing.assert_close(y, z.double().sigmoid().to(dtype), rtol=rtol, atol=1e-37, equal_nan=True)


@pytest.mark.parametrize("variance", [-1e-3, 0.0, 2.0, torch.nan])
def test_a_variance_rounded_below_zero_counts_as_zero(variance: float, device: torch.device) -> None:
    x, y = torch.tensor([variance], device=device), torch.empty(1, device=device)
    reciprocal_deviation_of[(1,)](x, y, **OPTIONS)
    expected = (x.clamp_min(0) + 0.25).rsqrt()
    torch.testing.assert_close(y, expected, equal_nan=True)
