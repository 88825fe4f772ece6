"""Indexing: what masks choose from, and what slices of unknown sizes take."""

from __future__ import annotations

import itertools
import warnings
from typing import Any

import pytest
import torch

from typed_torch.errors import DeviceError, ShapeError, TensorTypeError
from typed_torch.shape import RULES, UNKNOWN, Spec, Symbol
from typed_torch.shape.sizes import Chosen
from typed_torch.shape.subscripts import sliced

N, K = Symbol("N"), Symbol("K")
getitem, setitem = RULES["Tensor.__getitem__"], RULES["Tensor.__setitem__"]


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


_INDICES = [
    0, ..., None, slice(None), slice(1, 3), (0, 1), (slice(None), 0), (None, 0), (..., 0), (slice(None), slice(2)),
    torch.tensor(0), torch.tensor([0, 1]), (torch.tensor([0, 1]), 0), (slice(None), torch.tensor([2, 0])),
    (torch.tensor([[0], [1]]), torch.tensor([0, 2])),
]  # fmt: skip


def _spec(item: Any) -> Any:
    if isinstance(item, tuple):
        return tuple(map(_spec, item))
    return Spec(tuple(item.shape), str(item.dtype)[6:], "cpu") if isinstance(item, torch.Tensor) else item


@pytest.mark.parametrize("index", _INDICES, ids=str)
@pytest.mark.parametrize("dtype", ["float32", "int64", "complex64"])
def test_what_is_written_through_an_index_stretches_to_it_as_in_torch(index: Any, dtype: str) -> None:
    shapes = [shape for rank in range(4) for shape in itertools.product((1, 2, 3, 4), repeat=rank)]
    for shape in shapes:
        value = torch.ones(shape, dtype=getattr(torch, dtype))
        try:
            with warnings.catch_warnings(action="ignore"):  # of complex numbers that become real
                torch.zeros(4, 3)[index] = value
        except RuntimeError:
            with pytest.raises(TensorTypeError):
                setitem(Spec((4, 3), "float32", "cpu"), _spec(index), _spec(value))
        else:
            setitem(Spec((4, 3), "float32", "cpu"), _spec(index), _spec(value))


def test_what_is_written_is_refused_only_where_it_surely_does_not_fit() -> None:
    for value in (Spec(), Spec((UNKNOWN,)), Spec((N, 1)), Spec((1, 1, K)), 1, 2.5):
        setitem(Spec((N, K)), slice(None), value)
    setitem(Spec((N, K)), Spec((N,), "bool"), Spec((5, K)))
    setitem(Spec((N, Chosen("k", "given"))), 0, Spec((K,)))
    setitem(Spec((N, K)), (slice(None), slice(1, None, 2)), Spec((N, (K + 1) // 2)))
    with pytest.raises(ShapeError, match=r"value must have shape \(K,\) as the elements .* got \(N,\)"):
        setitem(Spec((N, K)), 0, Spec((N,)))
    with pytest.raises(DeviceError, match=r"value must be on cuda like input, got cpu"):
        setitem(Spec((3, 4), None, "cuda"), Spec((3,), "bool", "cuda"), Spec((3, 4), None, "cpu"))


def test_a_slice_of_a_size_with_a_name_fits() -> None:
    assert sliced(N, slice(None, 3)) == sliced(N, slice(-3, None)) == 3
    assert sliced(N, slice(1, None)) == N - 1
    assert sliced(N, slice(1, 4, 2)) == 2
    assert sliced(N, slice(3, 1)) == 0
    assert sliced(2, slice(None, 3)) == 2
    assert sliced(UNKNOWN, slice(None, 3)) is UNKNOWN


def test_a_bound_that_is_never_positive_counts_from_the_end() -> None:
    assert sliced(N, slice(-K, None)) == K
    assert sliced(N, slice(None, -K)) == N - K
    assert sliced(N, slice(K, -K)) == N - 2 * K
    assert sliced(N, slice(-(K // 2), None)) == K // 2
    assert sliced(N, slice(None, -(2 * (K - 1)))) == N - 2 * K + 2
    assert sliced(10, slice(None, -K)) == 10 - K
    assert sliced(UNKNOWN, slice(None, -K)) is UNKNOWN
    assert sliced(N, slice(N - K, None)) == K
    assert sliced(N, slice(None, N - K)) == N - K
