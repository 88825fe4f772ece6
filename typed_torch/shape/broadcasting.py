"""Broadcasting: how two shapes of different ranks and sizes become one."""

from __future__ import annotations

from itertools import zip_longest

from typed_torch.shape.dims import UNKNOWN, Dim, Shape, is_known, show_shape
from typed_torch.shape.rule import refuse

__all__ = ["broadcast"]


def broadcast(a: Shape, b: Shape, *, argument: str) -> Shape:
    """The shape both ``a`` and ``b`` stretch to, aligned at the end; sizes of 1 stretch.

    >>> broadcast((8, 1, 5), (4, 5), argument="other")
    (8, 4, 5)
    """
    pairs = zip_longest(reversed(a), reversed(b), fillvalue=1)
    return tuple(_stretch(x, y, a, b, argument) for x, y in pairs)[::-1]  # type: ignore[arg-type]


def _stretch(x: Dim, y: Dim, a: Shape, b: Shape, argument: str) -> Dim:
    if is_known(x) and x == 1:
        return y
    if (is_known(y) and y == 1) or x == y:
        return x
    if is_known(x) and is_known(y):
        refuse(f"{show_shape(a)} and {show_shape(b)} do not broadcast", argument=argument)
    if is_known(x) or is_known(y):
        return x if is_known(x) else y
    return UNKNOWN
