"""Sizes that have a name and no other word: what code knows of them beyond that, their annotation cannot say."""

from __future__ import annotations

from typed_torch.shape.sizes.atoms import Quotient, variables
from typed_torch.shape.sizes.polynomials import Atom, Polynomial
from typed_torch.shape.sizes.size import Expression, Size, Symbol

__all__ = ["Named", "named", "names_what_follows"]


class Named(Symbol):
    """A size that may be known to be even, say, where a plain symbol is even only if it is written ``2 * H``.

    So two sizes of such names differ only if they do whatever remainders the names leave. Its scope has to be another
    than that of a plain symbol of that name.
    """

    __slots__ = ()


def named(polynomial: Polynomial) -> frozenset[Atom]:
    """The ``Named`` sizes in ``polynomial``."""
    return frozenset(each for each in variables(polynomial) if isinstance(each, Named))


def names_what_follows(a: int | Size, b: int | Size) -> bool:
    """Whether one is a name that continues the only name in the other: ``t_minus_1`` is meant to be one of ``t``.

    So is ``two_x_keypoints`` one of ``keypoints``; of a quotient it may be one name of several.
    """
    name, computed = (a, b) if isinstance(a, Named) else (b, a)
    if not isinstance(name, Named) or not isinstance(computed, Expression):
        return False
    found = variables(computed.polynomial)
    if len(found) > 1 and not _is_a_quotient(computed.polynomial):
        return False
    return any(isinstance(each, Named) and _continue(name.name, each.name) for each in found)


def _is_a_quotient(polynomial: Polynomial) -> bool:
    atoms = [atom for monomial in polynomial.terms for atom in monomial]
    return len(atoms) == 1 and isinstance(atoms[0], Quotient)


def _continue(one: str, other: str) -> bool:
    """Whether one of two names is the other and more."""
    short, long = sorted((one, other), key=len)
    before, after = long.removesuffix(short)[-1:], long.removeprefix(short)[:1]
    return (long.startswith(short) and after in _APART) or (long.endswith(short) and before in _APART)


_APART = frozenset("_0123456789")
