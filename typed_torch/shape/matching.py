"""Matching: does a tensor fit an annotation? The check behind ``parse`` and behind every typed call."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from typed_torch.errors import DeviceError, DTypeError
from typed_torch.shape.dims import (
    UNKNOWN_SHAPE,
    Dim,
    Many,
    Shape,
    Symbol,
    differ,
    least_rank,
    show_shape,
)
from typed_torch.shape.rule import refuse
from typed_torch.shape.spec import Spec, device_kind

__all__ = ["Pattern", "match"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What ``Tensor[S, D, Dev]`` asks of a tensor; ``None`` asks nothing.

    Attributes:
        shape: the dimensions.
        dtypes: torch's names of the element types it admits.
        devices: the device types it admits, such as ``cuda``.
    """

    shape: Shape = UNKNOWN_SHAPE
    dtypes: frozenset[str] | None = None
    devices: frozenset[str] | None = None


def match(
    pattern: Pattern,
    spec: Spec,
    sizes: dict[Symbol, Dim | Many] | None = None,
    *,
    argument: str,
    free: Set[Symbol] = frozenset(),
) -> None:
    """Refuse ``spec`` where it surely does not fit ``pattern``.

    Symbols in ``free`` stand for the size they meet first, kept in ``sizes`` over the arguments of
    one call; every other symbol is a size of its own.
    """
    sizes = {} if sizes is None else sizes
    if not _shapes_fit(pattern.shape, spec.shape, sizes, free):
        asked = tuple(sizes.get(dim, dim) if isinstance(dim, Symbol) else dim for dim in pattern.shape)
        refuse(
            f"{argument} must have shape {show_shape(asked)}, got {show_shape(spec.shape)}",
            argument=argument,
        )
    if pattern.dtypes is not None and spec.dtype is not None and spec.dtype not in pattern.dtypes:
        refuse(
            f"{argument} must be {' or '.join(sorted(pattern.dtypes))}, got {spec.dtype}",
            argument=argument,
            kind=DTypeError,
        )
    if pattern.devices is not None and spec.device is not None and device_kind(spec.device) not in pattern.devices:
        refuse(
            f"{argument} must be on {' or '.join(sorted(pattern.devices))}, got {spec.device}",
            argument=argument,
            kind=DeviceError,
        )


def _shapes_fit(asked: Shape, shape: Shape, sizes: dict[Symbol, Dim | Many], free: Set[Symbol]) -> bool:
    """Compare the dimensions before and after the one ``Many`` that either shape may hold."""
    asked_open, shape_open = (any(isinstance(dim, Many) for dim in dims) for dims in (asked, shape))
    if (not asked_open and least_rank(shape) > len(asked)) or (not shape_open and least_rank(asked) > len(shape)):
        return False
    if not asked_open and not shape_open and len(asked) != len(shape):
        return False
    front = min(_before_many(asked), _before_many(shape))
    back = min(_before_many(asked[::-1]), _before_many(shape[::-1])) if asked_open or shape_open else 0
    aligned = ((asked[:front], shape[:front]), (asked[::-1][:back], shape[::-1][:back]))
    pairs = [pair for sides in aligned for pair in zip(*sides, strict=True)]
    return all(_fits(wanted, size, sizes, free) for wanted, size in pairs)


def _before_many(shape: Shape) -> int:
    return next((index for index, dim in enumerate(shape) if isinstance(dim, Many)), len(shape))


def _fits(wanted: Dim | Many, size: Dim | Many, sizes: dict[Symbol, Dim | Many], free: Set[Symbol]) -> bool:
    if isinstance(wanted, Symbol) and wanted in free:
        wanted = sizes.setdefault(wanted, size)
    return not differ(wanted, size)
