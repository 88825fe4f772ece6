"""Elements by their places: gathering, scattering, selecting, filling, where a mask is true."""

from __future__ import annotations

from functools import reduce
from typing import Any

from typed_torch.errors import DTypeError
from typed_torch.shape import require
from typed_torch.shape.axes import axis_of, known, rank_of
from typed_torch.shape.broadcasting import broadcast
from typed_torch.shape.dims import (
    UNKNOWN,
    Dim,
    Shape,
    Unknown,
    differ,
    fixed_rank,
    is_known,
    product,
    show_shape,
)
from typed_torch.shape.promotion import result_dtype
from typed_torch.shape.reductions import int64
from typed_torch.shape.rule import Undetermined, named, refuse, rule
from typed_torch.shape.sizes import surely_less
from typed_torch.shape.spec import Operand, Spec

_ANYHOW = ("{}", "Tensor.{}", "Tensor.{}_")


def of_indices(**tensor: Spec) -> None:
    """The tensor is int64 or int32."""
    ((name, spec),) = tensor.items()
    if spec.dtype not in (None, "int64", "int32"):
        refuse(
            f"{name} must be int64 or int32, got {spec.dtype}",
            argument=name, way_out=f"convert it with {name}.long()", kind=DTypeError,
        )  # fmt: skip


def of_truth(**tensor: Spec) -> None:
    """The tensor is bool."""
    ((name, spec),) = tensor.items()
    if spec.dtype not in (None, "bool"):
        refuse(
            f"{name} must be bool, got {spec.dtype}",
            argument=name, way_out=f"convert it with {name}.bool()", kind=DTypeError,
        )  # fmt: skip


def _is_empty(spec: Spec) -> bool:
    return any(is_known(size) and size == 0 for size in spec.shape)


def _fits_into(other: Spec, axis: int | None, argument: str, index: Spec) -> None:
    """``index`` has the rank of ``other`` and is nowhere larger, but in dimension ``axis``."""
    wide, narrow = other.shape or (1,), index.shape or (1,)
    sizes = zip(wide, narrow, strict=False)
    is_larger = any(place != axis and surely_less(a, b) for place, (a, b) in enumerate(sizes))  # type: ignore[arg-type]
    if len(wide) != len(narrow) or is_larger:
        but = "" if axis is None else f" but in dimension {axis}"
        refuse(
            f"index must fit into {argument} {show_shape(other.shape)}{but}, got {show_shape(index.shape)}",
            argument="index",
        )


@rule(*named("gather", "{}", "Tensor.{}"), dtype="input")
def gather(input: Spec, dim: Dim, index: Spec) -> Shape:
    """The elements whose places along ``dim`` are in ``index``, of the shape of that.

    >>> gather(Spec((3, 5)), 1, Spec((3, 2), "int64")).shape
    (3, 2)
    """
    if _is_empty(index):
        return index.shape
    of_indices(index=index)
    rank = fixed_rank(input.shape)
    if rank is not None and fixed_rank(index.shape) is not None:
        _fits_into(input, axis_of(rank, dim), "input", index)
    return index.shape


@rule(*named("scatter scatter_add scatter_reduce", *_ANYHOW), dtype="input")
def scatter(input: Spec, dim: Dim, index: Spec, src: Operand | None = None) -> Shape:
    """``input`` with the elements of ``src`` put to, or added at, the places along ``dim`` that ``index`` says.

    >>> scatter(Spec((3, 5)), 1, Spec((3, 2), "int64"), Spec((3, 2))).shape
    (3, 5)
    """
    of_indices(index=index)
    axis = axis_of(rank_of(input), dim)
    if isinstance(src, Spec) and src.shape:
        require.same_dtype(input=input, src=src)
    rank_of(index)
    if not _is_empty(index):
        _fits_into(input, axis, "input", index)
        if isinstance(src, Spec) and rank_of(src):
            _fits_into(src, None, "src", index)
    return input.shape


@rule(*named("index_select", "{}", "Tensor.{}"), dtype="input")
def index_select(input: Spec, dim: Dim, index: Spec) -> Shape:
    """The slices of ``input`` along ``dim`` at the places in ``index``, a vector.

    >>> index_select(Spec((3, 5)), 1, Spec((2,), "int64")).shape
    (3, 2)
    """
    axis = axis_of(rank_of(input), dim)
    count = _places(index)
    return (*input.shape[:axis], count, *input.shape[axis + 1 :]) if input.shape else ()


def _places(index: Spec) -> Dim:
    """How many places a vector of them says."""
    of_indices(index=index)
    if rank_of(index) > 1:
        refuse(f"index must have 1 dimension, got {show_shape(index.shape)}", argument="index")
    return product(index.shape)


@rule(*named("take", "{}", "Tensor.{}"), dtype="input")
def take(input: Spec, index: Spec) -> Shape:
    """The elements at the places in ``index`` of the flattened ``input``.

    >>> take(Spec((3, 5)), Spec((2, 2), "int64")).shape
    (2, 2)
    """
    if index.dtype not in (None, "int64"):
        refuse(f"index must be int64, got {index.dtype}", argument="index", kind=DTypeError)
    return index.shape


@rule(*named("take_along_dim", "{}", "Tensor.{}"), dtype="input")
def take_along_dim(input: Spec, indices: Spec, dim: Dim | None = None) -> Shape:
    """The elements whose places along ``dim`` are in ``indices``, the other dimensions broadcast.

    >>> take_along_dim(Spec((3, 5)), Spec((1, 2), "int64"), 1).shape
    (3, 2)
    """
    of_indices(indices=indices)
    rank = rank_of(input)
    if dim is None:
        rank_of(indices)
        return (product(indices.shape),)
    if rank_of(indices) != rank:
        refuse(
            f"indices must have as many dimensions as input {show_shape(input.shape)}, got {show_shape(indices.shape)}",
            argument="indices",
        )
    axis = axis_of(rank, dim)
    before = broadcast(input.shape[:axis], indices.shape[:axis], argument="indices")
    after = broadcast(input.shape[axis + 1 :], indices.shape[axis + 1 :], argument="indices")
    return (*before, *indices.shape[axis : axis + 1], *after)


@rule(*named("index_add index_copy index_reduce", *_ANYHOW), dtype="input")
def index_add(input: Spec, dim: Dim, index: Spec, source: Spec) -> Shape:
    """``input`` with the slices of ``source`` added to, or put to, the places along ``dim`` that ``index`` says.

    >>> index_add(Spec((3, 5)), 1, Spec((2,), "int64"), Spec((3, 2))).shape
    (3, 5)
    """
    rank = rank_of(input)
    axis = axis_of(rank, dim)
    count = _places(index)
    require.same_dtype(input=input, source=source)
    expected = (*input.shape[:axis], count, *input.shape[axis + 1 :])
    if rank_of(source) and rank and (len(source.shape) != rank or any(map(differ, source.shape, expected))):
        refuse(
            f"source must have shape {show_shape(expected)}, one slice for each in index, "
            f"got {show_shape(source.shape)}",
            argument="source",
        )
    return input.shape


@rule(*named("index_fill", *_ANYHOW), dtype="input")
def index_fill(input: Spec, dim: Dim, index: Spec, value: Operand) -> Shape:
    """``input`` with one number at the places along ``dim`` that ``index`` says.

    >>> index_fill(Spec((3, 5)), 1, Spec((2,), "int64"), 0).shape
    (3, 5)
    """
    axis_of(rank_of(input), dim)
    _places(index)
    _number(value)
    return input.shape


def _number(value: Any) -> None:
    if isinstance(value, Spec) and rank_of(value):
        refuse(f"value must be a number or have no dimensions, got {show_shape(value.shape)}", argument="value")


@rule(*named("masked_fill", *_ANYHOW), dtype="input")
def masked_fill(input: Spec, mask: Spec, value: Operand) -> Shape:
    """``input`` with one number where ``mask`` is true, the two broadcast.

    >>> masked_fill(Spec((3, 5)), Spec((5,), "bool"), 0).shape
    (3, 5)
    """
    of_truth(mask=mask)
    _number(value)
    return _with_mask(input, mask)


def _with_mask(input: Spec, mask: Spec) -> Shape:
    for spec in (input, mask):
        rank_of(spec)
    return broadcast(input.shape, mask.shape, argument="mask")


@rule(*named("masked_scatter", *_ANYHOW), dtype="input")
def masked_scatter(input: Spec, mask: Spec, source: Spec) -> Shape:
    """``input`` with the next element of ``source`` wherever ``mask`` is true, the first two broadcast.

    >>> masked_scatter(Spec((3, 5)), Spec((5,), "bool"), Spec((15,))).shape
    (3, 5)
    """
    of_truth(mask=mask)
    require.same_dtype(input=input, source=source)
    return _with_mask(input, mask)


@rule(*named("masked_select", "{}", "Tensor.{}"), dtype="input")
def masked_select(input: Spec, mask: Spec) -> Shape:
    """The elements where ``mask`` is true, the two broadcast; how many, values decide.

    >>> str(masked_select(Spec((3, 5), "float32"), Spec((5,), "bool")))
    'float32 (?,)'
    """
    of_truth(mask=mask)
    if fixed_rank(input.shape) is not None and fixed_rank(mask.shape) is not None:
        _with_mask(input, mask)
    return (UNKNOWN,)


@rule(*named("nonzero", "{}", "Tensor.{}"))
def nonzero(input: Spec, as_tuple: bool | Unknown = False) -> Spec | tuple[Spec, ...]:
    """The places of what is not 0, a row for each or, ``as_tuple``, a vector for each dimension; int64.

    >>> str(nonzero(Spec((3, 5), "float32")))
    'int64 (?, 2)'
    """
    known(as_tuple)
    rank = rank_of(input)
    if as_tuple:
        return (Spec((UNKNOWN,), "int64", input.device),) * max(rank, 1)
    return Spec((UNKNOWN, rank), "int64", input.device)


@rule(*named("argwhere", "{}", "Tensor.{}"), dtype=int64)
def argwhere(input: Spec) -> Shape:
    """The places of what is not 0, a row for each; int64.

    >>> str(argwhere(Spec((3, 5), "float32")))
    'int64 (?, 2)'
    """
    return (UNKNOWN, rank_of(input))


def of_choice(input: Spec, other: Operand, **_: object) -> str | None:
    """The promoted dtype of both."""
    return result_dtype(input, other)


@rule("where")
def where(condition: Spec, input: Operand | None = None, other: Operand | None = None) -> Spec | tuple[Spec, ...]:
    """Elements of ``input`` where ``condition`` is true, else of ``other``, all broadcast and their dtypes promoted.

    With ``condition`` alone, ``nonzero`` as a tuple.

    >>> str(where(Spec((3, 1), "bool"), Spec((5,), "float32"), 0))
    'float32 (3, 5)'
    """
    if input is None or other is None:
        alone: tuple[Spec, ...] = nonzero.function(condition, True)
        return alone
    of_condition(condition)
    return Spec(_chosen(condition, input, other), result_dtype(input, other), condition.device)


@rule("Tensor.where", dtype=of_choice)
def where_of(input: Spec, condition: Spec, other: Operand) -> Shape:
    """Elements of ``input`` where ``condition`` is true, else of ``other``, all broadcast and their dtypes promoted.

    >>> str(where_of(Spec((5,), "float32"), Spec((3, 1), "bool"), 0))
    'float32 (3, 5)'
    """
    of_condition(condition)
    return _chosen(condition, input, other)


def of_condition(condition: Spec) -> None:
    """It is bool; uint8 is deprecated."""
    if condition.dtype != "uint8":
        of_truth(condition=condition)


def _chosen(condition: Spec, *choices: Operand) -> Shape:
    shapes = [each.shape for each in (condition, *choices) if isinstance(each, Spec)]
    if any(fixed_rank(shape) is None for shape in shapes):
        raise Undetermined
    return reduce(lambda a, b: broadcast(a, b, argument="other"), shapes)
