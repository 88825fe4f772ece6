"""Indexing: what masks choose from, and what slices of unknown sizes take."""

from __future__ import annotations

import pytest
import torch

from typed_torch.errors import DeviceError, ShapeError
from typed_torch.shape import RULES, UNKNOWN, Spec, Symbol
from typed_torch.shape.subscripts import sliced

N, K = Symbol("N"), Symbol("K")
getitem = RULES["Tensor.__getitem__"]


@pytest.mark.parametrize("mask", [(3, 4), (3,), (4,), (3, 5), (3, 4, 2)])
@pytest.mark.parametrize("before", [(), (slice(None),)], ids=["first", "second"])
def test_a_mask_has_the_sizes_that_it_chooses_from_as_in_torch(
    mask: tuple[int, ...], before: tuple[slice, ...]
) -> None:
    shape = (3, 4, 2) if not before else (7, 3, 4, 2)
    try:
        expected = torch.zeros(shape)[(*before, torch.ones(mask, dtype=torch.bool))].dim()
    except IndexError:
        with pytest.raises(ShapeError, match=r"a mask must have shape .* as the dimensions it chooses from, got"):
            getitem(Spec(shape), (*before, Spec(mask, "bool")))
    else:
        assert len(getitem(Spec(shape), (*before, Spec(mask, "bool"))).shape) == expected


def test_a_mask_of_another_symbol_is_refused() -> None:
    assert getitem(Spec((N, K, 4)), (Spec((N, K), "bool"),)).shape == (UNKNOWN, 4)
    with pytest.raises(ShapeError, match=r"a mask must have shape \(N,\) .* got \(K,\)"):
        getitem(Spec((N, K, 4)), (Spec((K,), "bool"),))


def test_indices_may_be_on_the_cpu_and_on_no_other_device() -> None:
    here, there = Spec((2,), "int64", "cpu"), Spec((2,), "int64", "cuda")
    assert getitem(Spec((3, 4), "float32", "cuda"), (here, there)) == Spec((2,), "float32", "cuda")
    with pytest.raises(DeviceError, match=r"index\[0\] must be on cpu like input, got cuda"):
        getitem(Spec((3, 4), "float32", "cpu"), (there,))


def test_a_slice_of_a_size_with_a_name_fits() -> None:
    assert sliced(N, slice(None, 3)) == sliced(N, slice(-3, None)) == 3
    assert sliced(N, slice(1, None)) == N - 1
    assert sliced(N, slice(1, 4, 2)) == 2
    assert sliced(N, slice(3, 1)) == 0
    assert sliced(2, slice(None, 3)) == 2
    assert sliced(UNKNOWN, slice(None, 3)) is UNKNOWN
