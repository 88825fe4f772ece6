"""Equating: what a symbol is if two sizes are one, as code that compares them knows."""

from __future__ import annotations

from collections.abc import Iterable

from typed_torch.shape.sizes.size import Dim, Size, Symbol, polynomial_of
from typed_torch.shape.sizes.solving import linear
from typed_torch.shape.sizes.substitution import substitute, symbols

__all__ = ["equated"]


def equated(equations: Iterable[tuple[Dim, Dim]]) -> dict[Symbol, Dim]:
    """What to put for symbols so that the sizes of each pair are one; nothing for a pair that says of none what it is.

    >>> from typed_torch.shape.sizes import parse
    >>> {str(name): str(size) for name, size in equated([(parse("R"), 1), (parse("2 * R * C"), parse("D"))]).items()}
    {'R': '1', 'D': '2 * C'}
    """
    found: dict[Symbol, Dim] = {}
    for one, other in equations:
        try:
            pair = _solved(substitute(one, found), substitute(other, found))
            if pair is not None:
                found = {symbol: substitute(dim, dict([pair])) for symbol, dim in found.items()} | dict([pair])
        except ZeroDivisionError:
            continue
    return found


def _solved(one: Dim, other: Dim) -> tuple[Symbol, Dim] | None:
    """A symbol that the equation says the value of."""
    difference = one - other
    if not isinstance(difference, Size):
        return None
    for symbol in sorted(symbols(difference), key=lambda each: each.order):
        factor, rest = linear(polynomial_of(difference), symbol) or (0, 0)
        if factor in {1, -1}:
            return symbol, -rest * factor
        if isinstance(factor, int) and isinstance(rest, int) and factor and rest % factor == 0:
            return symbol, -rest // factor
    return None
