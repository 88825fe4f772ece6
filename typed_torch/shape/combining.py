"""Several tensors brought to one shape or into one another: grids, blocks, all pairs, broadcast together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from typed_torch.errors import ArgumentValueError
from typed_torch.shape import require
from typed_torch.shape.axes import known, rank_of
from typed_torch.shape.dims import UNKNOWN, Dim, Shape, Unknown, plus, product, show_shape
from typed_torch.shape.elementwise import stretched
from typed_torch.shape.promotion import promoted
from typed_torch.shape.rule import Undetermined, refuse, rule
from typed_torch.shape.selection import at_least
from typed_torch.shape.spec import Operands, Spec

__all__ = ["of_first"]


def _promoted(tensors: Sequence[Spec], **_: object) -> str | None:
    """The promoted dtype of all."""
    return reduce(promoted, (each.dtype for each in tensors)) if tensors else None


def of_first(tensors: Sequence[Spec], **_: object) -> str | None:
    """The dtype of the first tensor."""
    return tensors[0].dtype if tensors else None


def _of_rank_at_most(most: int, tensors: Sequence[Spec]) -> None:
    for place, each in enumerate(tensors):
        if rank_of(each) > most:
            plural = "" if most == 1 else "s"
            refuse(
                f"tensors[{place}] must have at most {most} dimension{plural}, got {show_shape(each.shape)}",
                argument=f"tensors[{place}]",
            )


def _alike(tensors: Sequence[Spec]) -> None:
    for place, each in enumerate(tensors[1:], 1):
        pair = {"tensors[0]": tensors[0], f"tensors[{place}]": each}
        require.same_dtype(**pair)
        require.same_device(**pair)


def _length(spec: Spec) -> Any:
    return spec.shape[0] if spec.shape else 1


@rule("meshgrid")
def meshgrid(tensors: Operands, indexing: str | Unknown | None = None) -> tuple[Spec, ...]:
    """The coordinates of a grid, as many tensors as vectors are given, one dimension for each of them.

    >>> [each.shape for each in meshgrid([Spec((3,)), Spec((4,))], indexing="xy")]
    [(4, 3), (4, 3)]
    """
    _of_rank_at_most(1, tensors)
    _alike(tensors)
    if isinstance(indexing, str) and indexing not in ("ij", "xy"):
        refuse(f"indexing must be 'ij' or 'xy', got {indexing!r}", argument="indexing", kind=ArgumentValueError)
    sizes = [_length(each) for each in tensors]
    if len(sizes) > 1 and indexing != "ij" and indexing is not None:
        known(indexing)
        sizes[:2] = sizes[1::-1]
    return tuple(each.with_shape(tuple(sizes)) for each in tensors)


@rule("broadcast_tensors")
def broadcast_tensors(tensors: Operands) -> tuple[Spec, ...]:
    """Each tensor stretched to the shape that all have in common.

    >>> [each.shape for each in broadcast_tensors([Spec((3, 1)), Spec((4,))])]
    [(3, 4), (3, 4)]
    """
    for each in tensors:
        rank_of(each)
    shape = stretched(*tensors)
    return tuple(each.with_shape(shape) for each in tensors)


@rule("cartesian_prod", dtype=of_first)
def cartesian_prod(tensors: Operands) -> Shape:
    """All combinations of an element of each vector, as rows; one vector stays as it is.

    >>> cartesian_prod([Spec((3,)), Spec((4,))]).shape
    (12, 2)
    """
    for place, each in enumerate(tensors):
        if rank_of(each) != 1:
            refuse(
                f"tensors[{place}] must have 1 dimension (n,), got {show_shape(each.shape)}",
                argument=f"tensors[{place}]",
            )
    _alike(tensors)
    return tensors[0].shape if len(tensors) == 1 else (product(map(_length, tensors)), len(tensors))


@rule("combinations", dtype="input")
def combinations(input: Spec, r: Dim = 2, with_replacement: bool | Unknown = False) -> Shape:
    """All choices of ``r`` elements of a vector, as rows.

    >>> combinations(Spec((4,))).shape
    (6, 2)
    """
    if rank_of(input) != 1:
        refuse(f"input must have 1 dimension (n,), got {show_shape(input.shape)}", argument="input")
    require.not_negative(r=r)
    known(r, with_replacement)
    count: Any = input.shape[0]
    if r == 0:
        return (0,)
    if r == 2:
        return (count * (count + 1 if with_replacement else count - 1) // 2, 2)
    return (UNKNOWN if r != 1 else count, r)


@rule("block_diag", dtype=_promoted)
def block_diag(tensors: Operands) -> Shape:
    """A matrix with the tensors, of 2 dimensions or fewer, along its diagonal.

    >>> block_diag([Spec((2, 3)), Spec((4,)), Spec(())]).shape
    (4, 8)
    """
    _of_rank_at_most(2, tensors)
    shapes = [(1,) * (2 - len(each.shape)) + each.shape for each in tensors]
    if not shapes:
        raise Undetermined
    return tuple(reduce(plus, sizes) for sizes in zip(*shapes, strict=True))


def _all_at_least(tensors: Sequence[Spec], least: int) -> Spec | tuple[Spec, ...]:
    found = tuple(at_least(each, least) for each in tensors)
    return found[0] if len(found) == 1 else found


@rule("atleast_1d")
def atleast_1d(tensors: Operands) -> Spec | tuple[Spec, ...]:
    """Tensors without dimensions given one of size 1.

    >>> atleast_1d([Spec(())]).shape
    (1,)
    """
    return _all_at_least(tensors, 1)


@rule("atleast_2d")
def atleast_2d(tensors: Operands) -> Spec | tuple[Spec, ...]:
    """Tensors of fewer than 2 dimensions given dimensions of size 1 in front.

    >>> atleast_2d([Spec((3,))]).shape
    (1, 3)
    """
    return _all_at_least(tensors, 2)


@rule("atleast_3d")
def atleast_3d(tensors: Operands) -> Spec | tuple[Spec, ...]:
    """Tensors of fewer than 3 dimensions given dimensions of size 1, a matrix at its end, a vector on both sides.

    >>> atleast_3d([Spec((3,))]).shape
    (1, 3, 1)
    """
    return _all_at_least(tensors, 3)
