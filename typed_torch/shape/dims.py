"""Dimensions: what a rule computes with.

A dimension is an ``int`` (or a ``torch.SymInt``, which behaves as one), a ``Symbol`` that stands for one
size wherever it appears, an expression over symbols such as ``H // 2``, or ``UNKNOWN``. A shape is a tuple
of dimensions in which one ``Many`` may stand for any number of them.

The questions below are asked in the direction that makes a rule safe: they are true only when the answer
is certain, so nothing unknown is ever refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from typed_torch.shape.sizes import UNKNOWN, Dim, Size, Symbol, Unknown, Verdict, verdict

__all__ = [
    "UNKNOWN",
    "UNKNOWN_SHAPE",
    "Dim",
    "Many",
    "Shape",
    "Size",
    "Symbol",
    "Unknown",
    "differ",
    "fixed_rank",
    "is_known",
    "is_zero",
    "least_rank",
    "plus",
    "product",
    "same_size",
    "show_dim",
    "show_shape",
]


@dataclass(frozen=True, slots=True)
class Many:
    """Any number of dimensions, such as ``*Spatial``; the name may be empty.

    Attributes:
        name: two of one name are the same dimensions.
        scope: what the name is to a type checker.
    """

    name: str = ""
    scope: Any = field(default=None, compare=False, repr=False)


Shape: TypeAlias = tuple[Dim | Many, ...]

UNKNOWN_SHAPE: Final[Shape] = (Many(),)


def is_known(dim: Any) -> bool:
    """Whether ``dim`` is a number to compute with."""
    return not isinstance(dim, (Size, Unknown, Many))


def differ(a: Dim | Many, b: Dim | Many) -> bool:
    """Whether ``a`` and ``b`` are surely not the same size.

    A symbol stands for any size its caller chooses, so it differs from every number and every other symbol, and
    sizes differ that some sizes of their symbols tell apart.
    """
    if isinstance(a, Many) or isinstance(b, Many):
        return False
    return verdict(a, b) is Verdict.DIFFERENT


def same_size(a: Dim, b: Dim) -> Dim:
    """The better known of two dimensions that must be equal."""
    return b if a is UNKNOWN else a


def is_zero(dim: Dim) -> bool:
    """Whether ``dim`` is surely 0."""
    return is_known(dim) and dim == 0


def plus(a: Dim, b: Dim) -> Dim:
    """``a + b``, unknown where either is."""
    return a + b


def product(dims: Iterable[Dim | Many]) -> Dim:
    """The number of elements of ``dims``, unknown where one of them is, unless another is 0."""
    total: Any = 1
    for dim in dims:
        total = total * (UNKNOWN if isinstance(dim, Many) else dim)
    return total  # type: ignore[no-any-return]


def least_rank(shape: Shape) -> int:
    """The smallest number of dimensions ``shape`` can have."""
    return sum(not isinstance(dim, Many) for dim in shape)


def fixed_rank(shape: Shape) -> int | None:
    """The number of dimensions of ``shape``, or ``None`` if it is not known."""
    return None if any(isinstance(dim, Many) for dim in shape) else len(shape)


def show_dim(dim: Dim | Many) -> str:
    """``dim`` as it stands in a message: ``4``, ``N``, ``H // 2``, ``*Spatial``, ``?`` or ``...``."""
    if isinstance(dim, Many):
        return f"*{dim.name}" if dim.name else "..."
    return "?" if dim is UNKNOWN else str(dim)


def show_shape(shape: Shape) -> str:
    """``shape`` as it stands in a message: ``(N, 64, ?)``."""
    return f"({', '.join(map(show_dim, shape))}{',' if len(shape) == 1 else ''})"
