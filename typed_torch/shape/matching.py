"""Matching: does a tensor fit an annotation? The check behind ``parse`` and behind every typed call."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from typed_torch.errors import DeviceError, DTypeError
from typed_torch.shape.dims import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    Dim,
    Many,
    Shape,
    Size,
    Symbol,
    differ,
    least_rank,
    show_shape,
)
from typed_torch.shape.rule import refuse
from typed_torch.shape.sizes import Expression, compare, has_chosen, solve, substitute
from typed_torch.shape.spec import DeviceVariable, Spec, device_kind

__all__ = ["Pattern", "known_sizes", "match", "read"]


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
    given = known_sizes(sizes)
    misfit = _misfit(pattern.shape, spec.shape, sizes, free)
    if misfit is not None:
        asked = tuple(substitute(dim, given) if isinstance(dim, Size) else dim for dim in pattern.shape)
        refuse(
            f"{argument} must have shape {show_shape(asked)}, got {show_shape(spec.shape)}{misfit.because}",
            argument=argument,
            way_out=misfit.way_out,
        )
    if pattern.dtypes is not None and spec.dtype is not None and spec.dtype not in pattern.dtypes:
        refuse(
            f"{argument} must be {' or '.join(sorted(pattern.dtypes))}, got {spec.dtype}",
            argument=argument,
            kind=DTypeError,
        )
    device = None if isinstance(spec.device, DeviceVariable) else spec.device
    if pattern.devices is not None and device is not None and device_kind(device) not in pattern.devices:
        refuse(
            f"{argument} must be on {' or '.join(sorted(pattern.devices))}, got {spec.device}",
            argument=argument,
            kind=DeviceError,
        )


@dataclass(frozen=True, slots=True)
class _Misfit:
    because: str = ""
    way_out: str = ""


def _misfit(asked: Shape, shape: Shape, sizes: dict[Symbol, Dim | Many], free: Set[Symbol]) -> _Misfit | None:
    """Why ``shape`` is not what is asked for; ``None`` where it may be."""
    pairs = aligned(asked, shape)
    if pairs is None:
        return _Misfit()
    for wanted, size in pairs:
        if isinstance(wanted, Symbol) and wanted in free:
            sizes.setdefault(wanted, size)
    for wanted, size in pairs:
        known = sizes.get(wanted, wanted) if isinstance(wanted, Symbol) and wanted in free else wanted
        if not isinstance(wanted, Expression) and differ(known, size):
            return _reason(known, size)
    computed = [
        (w, UNKNOWN if has_chosen(s) else s) for w, s in pairs if isinstance(w, Expression) and not isinstance(s, Many)
    ]
    found = solve(computed, free, known_sizes(sizes))
    sizes.update(found.sizes)
    return None if found.misfit is None else _Misfit(f": {found.misfit.reason}", found.misfit.way_out)


def known_sizes(sizes: Mapping[Symbol, Dim | Many]) -> dict[Symbol, Dim]:
    """Those that are one size."""
    return {symbol: size for symbol, size in sizes.items() if not isinstance(size, Many)}


def _reason(a: Dim | Many, b: Dim | Many) -> _Misfit:
    if isinstance(a, Many) or isinstance(b, Many) or not (isinstance(a, Expression) or isinstance(b, Expression)):
        return _Misfit()  # the shapes say it all
    comparison = compare(a, b)
    return _Misfit(f": {comparison.reason}", comparison.way_out)


def read(pattern: Pattern, spec: Spec, sizes: dict[Symbol, Dim | Many], free: Set[Symbol]) -> None:
    """Bind the symbols of ``free`` that stand alone in ``pattern``: what one argument names, others compute with."""
    for wanted, size in aligned(pattern.shape, spec.shape) or ():
        if isinstance(wanted, Symbol) and wanted in free and size is not UNKNOWN:
            sizes.setdefault(wanted, size)


def aligned(asked: Shape, shape: Shape) -> list[tuple[Dim | Many, Dim | Many]] | None:
    """The dimensions before and after the one ``Many`` that either may hold, in pairs; ``None`` if ranks differ."""
    asked_open, shape_open = (any(isinstance(dim, Many) for dim in dims) for dims in (asked, shape))
    if (not asked_open and least_rank(shape) > len(asked)) or (not shape_open and least_rank(asked) > len(shape)):
        return None
    is_one_name = bool(_names(asked) & _names(shape))
    if (is_one_name or not (asked_open or shape_open)) and len(asked) != len(shape):
        return None
    front = min(_before_many(asked), _before_many(shape))
    back = min(_before_many(asked[::-1]), _before_many(shape[::-1])) if asked_open or shape_open else 0
    sides = ((asked[:front], shape[:front]), (asked[::-1][:back], shape[::-1][:back]))
    return [pair for side in sides for pair in zip(*side, strict=True)]


def _names(shape: Shape) -> set[Many]:
    return {dim for dim in shape if isinstance(dim, Many) and dim.name}


def _before_many(shape: Shape) -> int:
    return next((index for index, dim in enumerate(shape) if isinstance(dim, Many)), len(shape))
