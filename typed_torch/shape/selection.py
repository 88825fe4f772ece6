"""Selections along a dimension, tensors put side by side or repeated, and diagonals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from typed_torch.shape import require
from typed_torch.shape.axes import axes_of, axis_of, axis_of_one, known, rank_of, reduced, without
from typed_torch.shape.dims import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    Dim,
    Many,
    Shape,
    Unknown,
    differ,
    fixed_rank,
    is_known,
    product,
    show_shape,
)
from typed_torch.shape.joining import cat, of_rank
from typed_torch.shape.layers import indices
from typed_torch.shape.rule import Undetermined, named, refuse, rule
from typed_torch.shape.sizes import maximum, minimum, surely_less
from typed_torch.shape.spec import Operand, Several, Sizes, Spec


@rule(*named("kthvalue", "{}", "Tensor.{}"))
def kthvalue(input: Spec, k: Dim, dim: Dim = -1, keepdim: bool | Unknown = False) -> tuple[Spec, Spec]:
    """The ``k``-th least element along ``dim``, and where it is, int64.

    >>> [str(each) for each in kthvalue(Spec((2, 8), "float32"), 3)]
    ['float32 (2,)', 'int64 (2,)']
    """
    rank = rank_of(input)
    axis = axis_of(rank, dim)
    size: Any = input.shape[axis] if rank else 1
    if surely_less(k, 1) or surely_less(size, k):
        refuse(f"k must be between 1 and {size}, the size of dimension {axis}, got {k}", argument="k")
    found = input.with_shape(without(input, (axis,), keepdim))
    return found, replace(found, dtype="int64")


@rule(*named("mode", "{}", "Tensor.{}"))
def mode(input: Spec, dim: Dim = -1, keepdim: bool | Unknown = False) -> tuple[Spec, Spec]:
    """The element that occurs most often along ``dim``, and where one is, int64.

    >>> [str(each) for each in mode(Spec((2, 8), "float32"))]
    ['float32 (2,)', 'int64 (2,)']
    """
    found = input.with_shape(without(input, (axis_of(rank_of(input), dim),), keepdim))
    return found, replace(found, dtype="int64")


@rule(*named("msort", "{}", "Tensor.{}"), dtype="input")
def msort(input: Spec) -> Shape:
    """The elements along the first dimension in order.

    >>> msort(Spec((2, 3))).shape
    (2, 3)
    """
    return input.shape


@rule(*named("logcumsumexp", "{}", "Tensor.{}"), dtype="input")
def logcumsumexp(input: Spec, dim: Dim) -> Shape:
    """The logarithm of the sum of exponentials of the elements up to each one along ``dim``.

    >>> logcumsumexp(Spec((2, 3)), 1).shape
    (2, 3)
    """
    axis_of(rank_of(input), dim)
    return input.shape


@rule(*named("quantile nanquantile", "{}", "Tensor.{}"), dtype="input")
def quantile(input: Spec, q: Operand, dim: Dim | None = None, keepdim: bool | Unknown = False) -> Shape:
    """The quantiles ``q``, a number or a vector of them in front, over ``dim``, or of all elements.

    >>> quantile(Spec((2, 8), "float32"), Spec((3,), "float32"), dim=1).shape
    (3, 2)
    """
    if isinstance(q, Unknown):
        raise Undetermined
    rest = reduced(input, dim, keepdim)
    if not isinstance(q, Spec):
        return rest
    require.same_dtype(input=input, q=q)
    if rank_of(q) > 1:
        refuse(f"q must be a number or have 1 dimension, got {show_shape(q.shape)}", argument="q")
    return q.shape + rest


def of_places(out_int32: bool | Unknown = False, **_: object) -> str | None:
    """``"int64"``, or ``"int32"`` if that is asked for."""
    return None if out_int32 is UNKNOWN else "int32" if out_int32 else "int64"


@rule("bucketize", dtype=of_places)
def bucketize(input: Spec, boundaries: Spec, out_int32: bool | Unknown = False) -> Shape:
    """The number of the bucket that each element falls into.

    >>> str(bucketize(Spec((2, 3), "float32"), Spec((4,), "float32")))
    'int64 (2, 3)'
    """
    if rank_of(boundaries) != 1:
        refuse(f"boundaries must have 1 dimension, got {show_shape(boundaries.shape)}", argument="boundaries")
    return input.shape if isinstance(input, Spec) else ()


@rule("searchsorted", dtype=of_places)
def searchsorted(
    sorted_sequence: Spec,
    input: Operand,
    out_int32: bool | Unknown = False,
    right: bool | Unknown = False,
    side: str | Unknown | None = None,
    sorter: Spec | None = None,
) -> Shape:
    """The place in ``sorted_sequence``, one for all or ``(*, n)``, where each element of ``(*, m)`` belongs.

    >>> str(searchsorted(Spec((2, 8), "float32"), Spec((2, 3), "float32")))
    'int64 (2, 3)'
    """
    if not isinstance(input, Spec):
        return ()
    require.rank_at_least(1, "(*, n)", sorted_sequence=sorted_sequence)
    if rank_of(sorted_sequence) > 1:
        expected, got = sorted_sequence.shape[:-1], input.shape[:-1]
        if rank_of(input) != rank_of(sorted_sequence) or any(map(differ, expected, got)):
            refuse(
                f"input must have the dimensions of sorted_sequence {show_shape(sorted_sequence.shape)} but the last, "
                f"got {show_shape(input.shape)}",
                argument="input",
            )
    return input.shape


@rule(*named("diff", "{}", "Tensor.{}"), dtype="input")
def diff(input: Spec, n: Dim = 1, dim: Dim = -1, prepend: Spec | None = None, append: Spec | None = None) -> Shape:
    """The difference of each element and the one before along ``dim``, ``n`` times over.

    >>> diff(Spec((2, 5))).shape
    (2, 4)
    """
    axis = axis_of_one(input, dim)
    known(n)
    ends = [each for each in (prepend, append) if each is not None]
    if not is_known(n) or any(rank_of(each) != rank_of(input) for each in ends):
        raise Undetermined
    require.not_negative(n=n)
    size: Any = input.shape[axis]
    for each in ends if n else []:
        size = size + each.shape[axis]
    return (*input.shape[:axis], maximum(size - n, 0), *input.shape[axis + 1 :])


@rule(*named("rot90", "{}", "Tensor.{}"), dtype="input")
def rot90(input: Spec, k: Dim = 1, dims: Sizes = (0, 1)) -> Shape:
    """Turn by a right angle ``k`` times in the plane of two dimensions.

    >>> rot90(Spec((2, 3, 4))).shape
    (3, 2, 4)
    """
    axes = axes_of(input, dims, argument="dims")
    if len(axes) != 2:
        refuse(f"dims must be two dimensions, got {show_shape(tuple(dims))}", argument="dims")
    known(k)
    turns: Any = k
    if not is_known(turns):
        raise Undetermined
    shape = list(input.shape)
    if turns % 2:
        shape[axes[0]], shape[axes[1]] = shape[axes[1]], shape[axes[0]]
    return tuple(shape)


def _stacked(tensors: Sequence[Spec], dim: int) -> list[Spec]:
    return [each.with_shape((*each.shape[:dim], 1, *each.shape[dim:])) for each in tensors]


@rule("stack")
def stack(tensors: Sequence[Spec] | Several, dim: Dim = 0) -> Spec:
    """Put tensors of one shape side by side along a new dimension at ``dim``.

    >>> stack([Spec((2, 3)), Spec((2, 3))], 1).shape
    (2, 2, 3)
    """
    if isinstance(tensors, Several):
        return tensors.each.with_shape(_beside(tensors.each.shape, UNKNOWN, dim))
    if not tensors:
        refuse("tensors must hold at least 1 tensor, got none", argument="tensors")
    first = tensors[0]
    if all(each == first and each.shape == UNKNOWN_SHAPE for each in tensors):
        return first.with_shape(_beside(UNKNOWN_SHAPE, len(tensors), dim))
    rank = next((rank for each in tensors if (rank := fixed_rank(each.shape)) is not None), None)
    tensors = tensors if rank is None else [each.with_shape(of_rank(each.shape, rank)) for each in tensors]
    axis = axis_of(rank_of(tensors[0]) + 1, dim)
    for place, each in enumerate(tensors):
        if rank_of(each) != rank or any(map(differ, each.shape, tensors[0].shape)):
            refuse(
                f"tensors must have one shape, got {show_shape(tensors[0].shape)} and {show_shape(each.shape)}",
                argument=f"tensors[{place}]",
            )
    found: Spec = cat.function(_stacked(tensors, axis), axis)
    return found


def _beside(shape: Shape, count: Dim, dim: Dim) -> Shape:
    """The shape of ``count`` tensors of one ``shape`` side by side along a new dimension at ``dim``."""
    rank = fixed_rank(shape)
    if rank is not None:
        place = axis_of(rank + 1, dim)
        return (*shape[:place], count, *shape[place:])
    if not isinstance(dim, int):
        return UNKNOWN_SHAPE
    others = (UNKNOWN,) * (dim if dim >= 0 else -1 - dim)
    return (*others, count, Many()) if dim >= 0 else (Many(), count, *others)


@rule(*named("vstack row_stack", "{}"))
def vstack(tensors: Sequence[Spec]) -> Spec:
    """Put rows, or matrices, one below the other.

    >>> vstack([Spec((3,)), Spec((2, 3))]).shape
    (3, 3)
    """
    found: Spec = cat.function([at_least(each, 2) for each in tensors], 0)
    return found


@rule("hstack")
def hstack(tensors: Sequence[Spec]) -> Spec:
    """Put vectors, or matrices, one beside the other.

    >>> hstack([Spec((2, 3)), Spec((2, 4))]).shape
    (2, 7)
    """
    widened = [at_least(each, 1) for each in tensors]
    found: Spec = cat.function(widened, 0 if widened and rank_of(widened[0]) == 1 else 1)
    return found


@rule("dstack")
def dstack(tensors: Sequence[Spec]) -> Spec:
    """Put matrices one behind the other, along a third dimension.

    >>> dstack([Spec((2, 3)), Spec((2, 3))]).shape
    (2, 3, 2)
    """
    found: Spec = cat.function([at_least(each, 3) for each in tensors], 2)
    return found


@rule("column_stack")
def column_stack(tensors: Sequence[Spec]) -> Spec:
    """Put vectors as columns, or matrices, one beside the other.

    >>> column_stack([Spec((2,)), Spec((2, 3))]).shape
    (2, 4)
    """
    columns = [
        each.with_shape((*each.shape, *(1,) * (2 - len(each.shape)))) if rank_of(each) < 2 else each for each in tensors
    ]
    found: Spec = cat.function(columns, 1)
    return found


def at_least(spec: Spec, rank: int) -> Spec:
    """With dimensions of size 1 as ``torch.atleast_1d``, ``atleast_2d`` and ``atleast_3d`` add them."""
    shape = spec.shape
    missing = max(rank - rank_of(spec), 0)
    if rank == 3 and missing:
        return spec.with_shape((*(1,) * (missing - 1), *shape, 1) if shape else (1, 1, 1))
    return spec.with_shape((1,) * missing + shape)


@rule(*named("repeat_interleave", "{}", "Tensor.{}"), dtype="input")
def repeat_interleave(input: Spec, repeats: Dim | Spec, dim: Dim | None = None) -> Shape:
    """Repeat each element so many times along ``dim``, or of the flattened ``input``.

    >>> repeat_interleave(Spec((2, 3)), 4, 1).shape
    (2, 12)
    """
    rank = rank_of(input)
    if isinstance(repeats, Spec):
        indices(repeats=repeats)
        repeats = UNKNOWN
    if surely_less(repeats, 0):
        refuse(f"repeats must be 0 or more, got {repeats}", argument="repeats")
    if dim is None:
        return (product((*input.shape, repeats)),)
    axis = axis_of(rank, dim)
    shape = input.shape or (1,)
    return (*shape[:axis], product((shape[axis], repeats)), *shape[axis + 1 :])


@rule(*named("diagonal", "{}", "Tensor.{}"), dtype="input")
def diagonal(input: Spec, offset: Dim = 0, dim1: Dim = 0, dim2: Dim = 1) -> Shape:
    """The diagonal of two dimensions as the last one, ``offset`` above it or below.

    >>> diagonal(Spec((2, 3, 4)), 0, 1, 2).shape
    (2, 3)
    """
    first, second = _two_axes(rank_of(input), dim1, dim2)
    rows: Any = input.shape[first]
    columns: Any = input.shape[second]
    kept = [size for axis, size in enumerate(input.shape) if axis not in (first, second)]
    return (*kept, _length(rows, columns, offset))


def _length(rows: Any, columns: Any, offset: Any) -> Dim:
    known(offset)
    if not is_known(offset):
        return UNKNOWN
    return maximum(minimum(rows, columns - offset) if offset >= 0 else minimum(rows + offset, columns), 0)


def _two_axes(rank: int, dim1: Any, dim2: Any) -> tuple[int, int]:
    first, second = axis_of(rank, dim1, argument="dim1"), axis_of(rank, dim2, argument="dim2")
    if first == second:
        refuse(f"dim1 and dim2 must be two dimensions, got {dim1} and {dim2}", argument="dim2")
    return first, second


@rule("linalg.diagonal", dtype="A")
def diagonals(A: Spec, offset: Dim = 0, dim1: Dim = -2, dim2: Dim = -1) -> Shape:
    """The diagonal of each matrix of ``(*, n, m)``.

    >>> diagonals(Spec((2, 3, 4))).shape
    (2, 3)
    """
    found: Shape = diagonal.function(A, offset, dim1, dim2)
    return found


@rule(*named("diag_embed", "{}", "Tensor.{}"), dtype="input")
def diag_embed(input: Spec, offset: Dim = 0, dim1: Dim = -2, dim2: Dim = -1) -> Shape:
    """Matrices with the last dimension as their diagonal, ``offset`` above it or below.

    >>> diag_embed(Spec((2, 3))).shape
    (2, 3, 3)
    """
    first, second = sorted(_two_axes(rank_of(input) + 1, dim1, dim2))
    known(offset)
    size: Any = input.shape[-1] + abs(offset) if is_known(offset) else UNKNOWN  # type: ignore[arg-type, operator]
    shape = list(input.shape[:-1])
    shape.insert(first, size)
    shape.insert(second, size)
    return tuple(shape)


@rule(*named("diag", "{}", "Tensor.{}"), dtype="input")
def diag(input: Spec, diagonal: Dim = 0) -> Shape:
    """The diagonal of a matrix, or the matrix with a vector as its diagonal.

    >>> diag(Spec((3,))).shape
    (3, 3)
    """
    known(diagonal)
    require.rank(1, 2, input=input)
    if rank_of(input) == 1:
        size: Any = input.shape[0] + abs(diagonal) if is_known(diagonal) else UNKNOWN  # type: ignore[arg-type, operator]
        return (size, size)
    rows, columns = input.shape
    return (_length(rows, columns, diagonal),)


@rule("Tensor.unfold", dtype="input")
def unfold(input: Spec, dimension: Dim, size: Dim, step: Dim) -> Shape:
    """Windows of ``size`` elements along ``dimension``, one every ``step``, their elements in a new last dimension.

    >>> unfold(Spec((2, 8)), 1, 4, 2).shape
    (2, 3, 4)
    """
    axis = axis_of(rank_of(input), dimension, argument="dimension")
    whole: Any = input.shape[axis] if input.shape else 1
    if surely_less(size, 0) or surely_less(whole, size):
        refuse(f"size must be between 0 and {whole}, the size of dimension {axis}, got {size}", argument="size")
    if surely_less(step, 1):
        refuse(f"step must be positive, got {step}", argument="step")
    places: Any = (whole - size) // step + 1
    return (*input.shape[:axis], places, *input.shape[axis + 1 :], size) if input.shape else (size,)
