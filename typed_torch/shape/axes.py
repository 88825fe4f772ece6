"""Dimensions by their numbers: which ones a call means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typed_torch.shape.dims import UNKNOWN, Many, Shape, Unknown, fixed_rank, is_known, show_shape
from typed_torch.shape.rule import Undetermined, refuse
from typed_torch.shape.spec import Spec

__all__ = ["as_sizes", "axes_of", "axis_of", "axis_of_one", "known", "rank_of", "reduced", "told_apart", "without"]


def rank_of(spec: Spec) -> int:
    """The number of dimensions.

    Raises:
        Undetermined: it is not known.
    """
    rank = fixed_rank(spec.shape)
    if rank is None:
        raise Undetermined
    return rank


def told_apart(spec: Spec, count: int) -> Spec:
    """``spec`` with its last ``count`` dimensions each in a place of its own, of unknown size where one is not known.

    >>> show_shape(told_apart(Spec((Many(), 28)), 3).shape)
    '(..., ?, ?, 28)'
    """
    single = next((i for i, dim in enumerate(reversed(spec.shape)) if isinstance(dim, Many)), count)
    if single >= count:
        return spec
    last: Shape = spec.shape[len(spec.shape) - single :]
    return spec.with_shape((Many(), *(UNKNOWN,) * (count - single), *last))


def known(*values: Any) -> None:
    """Raises ``Undetermined`` where one of ``values`` is not known."""
    if any(isinstance(value, (Unknown, Many)) for value in values):
        raise Undetermined


def as_sizes(value: Any) -> tuple[Any, ...]:
    """The sizes that are given, one or several.

    >>> as_sizes(4), as_sizes([4, 5])
    ((4,), (4, 5))

    Raises:
        Undetermined: how many they are is not known.
    """
    known(value)
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def axis_of(rank: int, dim: Any, *, argument: str = "dim", of: str = "input") -> int:
    """``dim``, counted from the front; a tensor without dimensions takes 0 and -1.

    Raises:
        Refusal: there is no such dimension.
        Undetermined: it is not known which.
    """
    if not is_known(dim):
        raise Undetermined
    rank = max(rank, 1)
    if not -rank <= dim < rank:
        refuse(f"{argument} must be between {-rank} and {rank - 1}, got {dim}", argument=argument)
    return int(dim) % rank


def axis_of_one(input: Spec, dim: Any) -> int:
    """``axis_of`` a tensor that has dimensions.

    Raises:
        Refusal: it has none, or not this one.
        Undetermined: it is not known which.
    """
    if not rank_of(input):
        refuse("input must have at least 1 dimension, got ()", argument="input")
    return axis_of(len(input.shape), dim)


def axes_of(input: Spec, dim: Any, *, argument: str = "dim") -> tuple[int, ...]:
    """The dimensions that ``dim``, an int or several, means; all of them for ``None`` and for none.

    Raises:
        Refusal: there is no such dimension, or one is named twice.
        Undetermined: it is not known which.
    """
    rank = rank_of(input)
    if dim is None or (isinstance(dim, Sequence) and not dim):
        return tuple(range(rank))
    found = [axis_of(rank, each, argument=argument) for each in (dim if isinstance(dim, (list, tuple)) else [dim])]
    if len(set(found)) < len(found):
        refuse(f"{argument} names a dimension of {show_shape(input.shape)} twice: {dim}", argument=argument)
    return tuple(found)


def without(input: Spec, axes: Sequence[int], keepdim: Any) -> tuple[Any, ...]:
    """The shape of ``input`` with ``axes`` gone, or of size 1.

    Raises:
        Undetermined: it is not known which of the two.
    """
    known(keepdim)
    if keepdim:
        return tuple(1 if place in axes else size for place, size in enumerate(input.shape))
    return tuple(size for place, size in enumerate(input.shape) if place not in axes)


def reduced(input: Spec, dim: Any, keepdim: Any) -> tuple[Any, ...]:
    """The shape of ``input`` without the dimensions that ``dim`` means; of all of them none is left, however many.

    >>> reduced(Spec((Many(),)), None, keepdim=False)
    ()
    """
    if keepdim is False and (dim is None or (isinstance(dim, Sequence) and not dim)):
        return ()
    return without(input, axes_of(input, dim), keepdim)
