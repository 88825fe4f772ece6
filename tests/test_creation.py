"""Creation in the three forms."""

from __future__ import annotations

import pytest
import torch

import typed_torch as tt


@pytest.mark.parametrize("name", ["randn", "rand", "zeros", "ones", "empty"])
def test_sizes_are_ints_a_tuple_or_a_list(name: str) -> None:
    create = getattr(tt, name)
    for x in (create(4, 6), create((4, 6)), create([4, 6])):
        assert x.shape == (4, 6)
        assert x.dtype is torch.float32
    x = create([4, 6], dtype=tt.float64, device="meta", requires_grad=True)
    assert (x.dtype, x.device.type, x.requires_grad) == (torch.float64, "meta", True)


@pytest.mark.parametrize("name", ["randn_like", "rand_like", "zeros_like", "ones_like", "empty_like"])
def test_like_keeps_what_is_not_given(name: str) -> None:
    x = getattr(tt, name)(torch.zeros(4, 6, dtype=torch.float64), device="meta")
    assert (x.shape, x.dtype, x.device.type) == ((4, 6), torch.float64, "meta")


def test_full_takes_every_form() -> None:
    expected = torch.full((2, 3), 0.5)
    for x in (
        tt.full((2, 3), 0.5),
        tt.full([2, 3], 0.5),
        tt.full((2, 3), fill_value=0.5),
        tt.full(2, 3, fill_value=0.5),
    ):
        torch.testing.assert_close(x, expected)
    torch.testing.assert_close(tt.full_like(expected, 0.5), expected)
    assert tt.full(2, fill_value=True).dtype is torch.bool


def test_full_of_ints_needs_the_value_by_keyword() -> None:
    with pytest.raises(tt.ArgumentTypeError, match="full: missing argument 'fill_value'"):
        tt.full(2, 3)
