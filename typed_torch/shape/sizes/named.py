"""Sizes that have a name and no other word: what code knows of them beyond that, their annotation cannot say."""

from __future__ import annotations

from typed_torch.shape.sizes.atoms import variables
from typed_torch.shape.sizes.polynomials import Atom, Polynomial
from typed_torch.shape.sizes.size import Symbol

__all__ = ["Named", "named"]


class Named(Symbol):
    """A size that may be known to be even, say, where a plain symbol is even only if it is written ``2 * H``.

    So two sizes of such names differ only if they do whatever remainders the names leave. Its scope has to be another
    than that of a plain symbol of that name.
    """

    __slots__ = ()


def named(polynomial: Polynomial) -> frozenset[Atom]:
    """The ``Named`` sizes in ``polynomial``."""
    return frozenset(each for each in variables(polynomial) if isinstance(each, Named))
