"""Joining tensors: ``cat``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import takewhile

from typed_torch.shape import require
from typed_torch.shape.dims import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    Dim,
    Many,
    Shape,
    differ,
    fixed_rank,
    is_known,
    least_rank,
    plus,
    same_size,
    show_shape,
)
from typed_torch.shape.promotion import promoted
from typed_torch.shape.rule import refuse, rule
from typed_torch.shape.spec import Several, Spec

__all__ = ["of_rank"]


@rule("cat", validates=True)
@rule("concat", "concatenate")
def cat(tensors: Sequence[Spec] | Several, dim: Dim = 0) -> Spec:
    """Join tensors along ``dim``: their sizes there add up, every other size is the same.

    They have one rank, 1 or more, and one device; a tensor of shape ``(0,)`` joins anything. Different
    dtypes are promoted.

    >>> cat([Spec((2, 3)), Spec((4, 3))]).shape
    (6, 3)
    """
    if isinstance(tensors, Several):
        return tensors.each.with_shape(_along(tensors.each.shape, dim, UNKNOWN))
    if not tensors:
        refuse("tensors must hold at least 1 tensor, got none", argument="tensors")
    for position, spec in enumerate(tensors):
        require.rank_at_least(1, "(*, n)", **{f"tensors[{position}]": spec})
        if position:
            require.same_device(**{"tensors[0]": tensors[0], f"tensors[{position}]": spec})
    dtype = reduce(promoted, (spec.dtype for spec in tensors))
    shapes = [(position, spec.shape) for position, spec in enumerate(tensors) if spec.shape != (0,)]
    return Spec(_joined(shapes, dim) if shapes else (0,), dtype, tensors[0].device)


def _along(shape: Shape, dim: Dim, size: Dim) -> Shape:
    """``shape`` with ``size`` along ``dim``."""
    if fixed_rank(shape) is None:
        return UNKNOWN_SHAPE
    if not is_known(dim):
        return (UNKNOWN,) * len(shape)
    axis = require.dimension(len(shape), dim=dim)
    return (*shape[:axis], size, *shape[axis + 1 :])


def _joined(shapes: Sequence[tuple[int, Shape]], dim: Dim) -> Shape:
    """The shapes as one, after checking rank, ``dim`` and every size but the one along ``dim``."""
    rank = next((rank for _, shape in shapes if (rank := fixed_rank(shape)) is not None), None)
    if rank is None:
        return _joined_at_one_end(shapes, dim)
    shapes = [(position, of_rank(shape, rank)) for position, shape in shapes]
    _, reference = shapes[0]
    for position, shape in shapes:
        if len(shape) != rank:
            refuse(
                f"tensors must have one rank, got {show_shape(reference)} and {show_shape(shape)}",
                argument=f"tensors[{position}]",
            )
    if not is_known(dim):
        return (UNKNOWN,) * rank
    axis = require.dimension(rank, dim=dim)
    return _summed(shapes, [shape for _, shape in shapes], axis, axis)


def of_rank(shape: Shape, rank: int) -> Shape:
    """``shape`` with as many unknown sizes for those that are not known as ``rank`` leaves, if it leaves any."""
    place = next((place for place, dim in enumerate(shape) if isinstance(dim, Many)), None)
    if place is None:
        return shape
    return (*shape[:place], *(UNKNOWN,) * (rank - least_rank(shape)), *shape[place + 1 :])


def _joined_at_one_end(shapes: Sequence[tuple[int, Shape]], dim: Dim) -> Shape:
    """What is known of shapes of any rank: the sizes before or behind that, if ``dim`` is one of them."""
    if not isinstance(dim, int):
        return UNKNOWN_SHAPE
    ends = [tuple(takewhile(_is_one_size, shape if dim >= 0 else reversed(shape))) for _, shape in shapes]
    count, place = min(map(len, ends)), dim if dim >= 0 else -dim - 1
    if place >= count:
        return UNKNOWN_SHAPE
    joined = _summed(shapes, [end[:count] for end in ends], place, dim)
    return (*joined, Many()) if dim >= 0 else (Many(), *reversed(joined))


def _is_one_size(dim: Dim | Many) -> bool:
    return not isinstance(dim, Many)


def _summed(shapes: Sequence[tuple[int, Shape]], rows: Sequence[Shape], axis: int, dim: int) -> Shape:
    """The sizes of all ``rows``, of as many sizes each, as one: their sum along ``axis``, which is called ``dim``."""
    for (position, shape), row in zip(shapes, rows, strict=True):
        if any(index != axis and differ(*pair) for index, pair in enumerate(zip(row, rows[0], strict=True))):
            refuse(
                f"tensors must agree in every dimension but {dim}, got {show_shape(shapes[0][1])} "
                f"and {show_shape(shape)}",
                argument=f"tensors[{position}]",
            )
    columns = zip(*rows, strict=True)
    return tuple(reduce(plus if index == axis else same_size, column) for index, column in enumerate(columns))
