"""Tensors taken apart along a dimension: ``chunk``, ``split``, ``unbind`` and their like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typed_torch.shape import require
from typed_torch.shape.axes import axis_of_one, rank_of
from typed_torch.shape.dims import UNKNOWN, Dim, Size, differ, is_known, show_dim, show_shape
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.spec import Several, Sizes, Spec


@rule("chunk", "Tensor.chunk")
def chunk(input: Spec, chunks: Dim, dim: Dim = 0) -> tuple[Spec, ...] | Several:
    """Parts of equal size along ``dim``, the last one perhaps smaller, ``chunks`` of them or fewer.

    >>> [part.shape for part in chunk(Spec((5, 2)), 3)]
    [(2, 2), (2, 2), (1, 2)]
    """
    axis = axis_of_one(input, dim)
    if isinstance(chunks, int) and chunks <= 0:
        refuse(f"chunks must be positive, got {chunks}", argument="chunks")
    size: Any = input.shape[axis]
    if isinstance(size, Size) and isinstance(chunks, int) and size % chunks == 0:
        return (_resized(input, axis, size // chunks),) * chunks
    if not isinstance(size, int) or not isinstance(chunks, int):
        return Several(_resized(input, axis, UNKNOWN))
    return _parts(input, axis, -(-size // chunks) or 1) if size else (input,) * chunks


@rule("split", "Tensor.split")
def split(input: Spec, split_size_or_sections: Dim | Sizes, dim: Dim = 0) -> tuple[Spec, ...] | Several:
    """Parts along ``dim``: of one size, the last perhaps smaller, or of the sizes listed.

    >>> [part.shape for part in split(Spec((5, 2)), (1, 4))]
    [(1, 2), (4, 2)]
    """
    axis = axis_of_one(input, dim)
    size: Any = input.shape[axis]
    if isinstance(split_size_or_sections, Sequence):
        sizes: tuple[Any, ...] = tuple(split_size_or_sections)
        if differ(sum(sizes), size):
            refuse(
                f"sizes {show_shape(sizes)} must add up to {show_dim(size)}, dimension {axis} of input",
                argument="split_size_or_sections",
            )
        return tuple(_resized(input, axis, each) for each in sizes)
    part: Any = split_size_or_sections
    count: Any = UNKNOWN if UNKNOWN in (size, part) or part == 0 else size // part
    if isinstance(size, Size) and isinstance(count, int) and count * part == size:
        return (_resized(input, axis, part),) * count
    if not isinstance(size, int) or not isinstance(split_size_or_sections, int):
        return Several(_resized(input, axis, UNKNOWN))
    if split_size_or_sections <= 0 and size:
        refuse(f"split_size must be positive, got {split_size_or_sections}", argument="split_size_or_sections")
    return _parts(input, axis, split_size_or_sections) if size else (input,)


@rule("unbind", "Tensor.unbind", "Tensor.__iter__")
def unbind(input: Spec, dim: Dim = 0) -> tuple[Spec, ...] | Several:
    """Each element along ``dim``, which goes away.

    >>> [part.shape for part in unbind(Spec((2, 3)))]
    [(3,), (3,)]
    """
    axis = axis_of_one(input, dim)
    size: Any = input.shape[axis]
    each = input.with_shape((*input.shape[:axis], *input.shape[axis + 1 :]))
    return (each,) * size if isinstance(size, int) else Several(each)


def _resized(input: Spec, axis: int, size: Dim) -> Spec:
    return input.with_shape((*input.shape[:axis], size, *input.shape[axis + 1 :]))


def _parts(input: Spec, axis: int, size: int) -> tuple[Spec, ...]:
    total: Any = input.shape[axis]
    return tuple(_resized(input, axis, min(size, total - start)) for start in range(0, total, size))


@rule(*named("tensor_split", "{}", "Tensor.{}"))
def tensor_split(input: Spec, indices_or_sections: Dim | Sizes, dim: Dim = 0) -> tuple[Spec, ...] | Several:
    """So many parts along ``dim``, the first ones perhaps larger by 1, or parts that start at the indices.

    >>> [part.shape for part in tensor_split(Spec((5, 2)), 2)]
    [(3, 2), (2, 2)]
    """
    axis = axis_of_one(input, dim)
    size: Any = input.shape[axis]
    given: Any = indices_or_sections
    if isinstance(given, Sequence):
        return tuple(_resized(input, axis, each) for each in _between(size, given))
    if not isinstance(given, int):
        return Several(_resized(input, axis, UNKNOWN))
    require.positive(indices_or_sections=given)
    return tuple(_resized(input, axis, (size + given - 1 - place) // given) for place in range(given))


def _between(size: Any, places: Sequence[Any]) -> list[Dim]:
    """How many elements are between the places, counted from the end if negative."""
    if not all(isinstance(each, int) for each in (size, *places)):
        return [UNKNOWN] * (len(places) + 1)
    return [len(range(size)[start:end]) for start, end in zip([0, *places], [*places, size], strict=True)]


def _evenly(input: Spec, given: Any, axis: int) -> tuple[Spec, ...] | Several:
    size: Any = input.dim(axis)
    if isinstance(given, int) and not isinstance(given, bool):
        require.positive(indices_or_sections=given)
        if is_known(size) and size % given:
            refuse(
                f"dimension {axis} of input ({size}) is not divisible by indices_or_sections ({given})",
                argument="indices_or_sections", way_out="tensor_split takes any number",
            )  # fmt: skip
    found: tuple[Spec, ...] | Several = tensor_split.function(input, given, axis)
    return found


@rule(*named("hsplit", "{}", "Tensor.{}"))
def hsplit(input: Spec, indices_or_sections: Dim | Sizes) -> tuple[Spec, ...] | Several:
    """Equal parts of the columns, or parts that start at the indices.

    >>> [part.shape for part in hsplit(Spec((2, 6)), 3)]
    [(2, 2), (2, 2), (2, 2)]
    """
    require.rank_at_least(1, "(n), (n, m) or more", input=input)
    return _evenly(input, indices_or_sections, 1 if rank_of(input) > 1 else 0)


@rule(*named("vsplit", "{}", "Tensor.{}"))
def vsplit(input: Spec, indices_or_sections: Dim | Sizes) -> tuple[Spec, ...] | Several:
    """Equal parts of the rows, or parts that start at the indices.

    >>> [part.shape for part in vsplit(Spec((6, 2)), 2)]
    [(3, 2), (3, 2)]
    """
    require.rank_at_least(2, "(n, m, *)", input=input)
    return _evenly(input, indices_or_sections, 0)


@rule(*named("dsplit", "{}", "Tensor.{}"))
def dsplit(input: Spec, indices_or_sections: Dim | Sizes) -> tuple[Spec, ...] | Several:
    """Equal parts of the third dimension, or parts that start at the indices.

    >>> [part.shape for part in dsplit(Spec((2, 2, 6)), 2)]
    [(2, 2, 3), (2, 2, 3)]
    """
    require.rank_at_least(3, "(n, m, k, *)", input=input)
    return _evenly(input, indices_or_sections, 2)
