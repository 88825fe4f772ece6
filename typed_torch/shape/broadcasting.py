"""Broadcasting: how two shapes of different ranks and sizes become one."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from typed_torch.shape.dims import UNKNOWN, Dim, Many, Shape, differ, is_known, show_dim, show_shape
from typed_torch.shape.rule import refuse
from typed_torch.shape.sizes import has_chosen, implied

__all__ = ["beside_unknown", "broadcast"]


def broadcast(a: Shape, b: Shape, *, argument: str, but: int = 0) -> Shape:
    """The shape both ``a`` and ``b`` stretch to, aligned at the end, ``but`` for the last so many; sizes of 1 stretch.

    >>> broadcast((8, 1, 5), (4, 5), argument="other")
    (8, 4, 5)
    >>> broadcast((8, 1, 5, 2), (4, 2, 3), argument="other", but=2)
    (8, 4)
    """
    aligned = (each[: len(each) - but] for each in (a, b))
    pairs: Any = zip_longest(*map(reversed, aligned), fillvalue=1)
    found = []
    for place, (x, y) in enumerate(pairs, 1 + but):
        size = _stretched(x, y)
        if size is None:
            refuse(
                f"{show_shape(a)} and {show_shape(b)} do not broadcast: "
                f"{show_dim(x)} meets {show_dim(y)} in dimension {-place}",
                argument=argument,
            )
        found.append(size)
    return tuple(reversed(found))


def beside_unknown(shape: Shape) -> Shape:
    """The shape that ``shape`` and one of which nothing is known stretch to: at least as many sizes.

    >>> show_shape(beside_unknown((8, 1, 5)))
    '(..., 8, ?, 5)'
    """
    return (Many(), *(_stretched(dim, UNKNOWN) or UNKNOWN for dim in shape if not isinstance(dim, Many)))


def _stretched(x: Dim, y: Dim) -> Dim | None:
    """What two sizes stretch to; ``None`` if they cannot."""
    if is_known(x) and x == 1:
        return y
    if is_known(y) and y == 1:
        return x
    if differ(x, y):
        return None
    if x != y and UNKNOWN not in (x, y) and (has_chosen(x) or has_chosen(y)):  # which is what it meets, or 1
        return y if not has_chosen(y) else x if not has_chosen(x) else _of_exact_parts(x, y)
    if x is UNKNOWN or y is UNKNOWN:  # a size of 1 to be known as such stretches, every other one stands
        known = y if x is UNKNOWN else x
        return UNKNOWN if known is not UNKNOWN and has_chosen(known) else known
    return x


def _of_exact_parts(x: Dim, y: Dim) -> Dim:
    """The size that one of two is, if the other is that, divided and multiplied by the same."""
    facts = implied(x, y), implied(y, x)
    return next((fact.size for fact in facts if fact is not None and fact.size in (x, y)), UNKNOWN)
