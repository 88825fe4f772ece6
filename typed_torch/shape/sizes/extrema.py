"""The greatest and the least of several polynomials, in normal form.

What all arguments share is taken out of them, and one that is never needed is left out: ``max(H + 1, W + 1, H)`` is
``max(H, W) + 1``.
"""

from __future__ import annotations

import math
from functools import lru_cache

from typed_torch.shape.sizes.atoms import Extremum
from typed_torch.shape.sizes.bounds import never_below
from typed_torch.shape.sizes.polynomials import Polynomial, TooLarge

__all__ = ["extremum", "turned"]

MOST_ARGUMENTS = 8


@lru_cache(4096)
def extremum(name: str, arguments: frozenset[Polynomial]) -> Polynomial:
    """The ``"max"`` or the ``"min"`` of ``arguments``."""
    spread = {part for argument in arguments for part in _parts(name, argument)}
    if len(spread) > MOST_ARGUMENTS:
        raise TooLarge
    kept = list(spread)
    for argument in sorted(spread, key=lambda argument: argument.text):
        others = [other for other in kept if other is not argument]
        if any(never_below(*((other, argument) if name == "max" else (argument, other))) for other in others):
            kept = others
    if len(kept) == 1:
        return kept[0]
    shared = _shared(kept)
    content = math.gcd(*((argument - shared).content() for argument in kept))
    rests = frozenset((argument - shared).over(content) for argument in kept)
    if any(len(_parts(name, rest)) > 1 for rest in rests):
        return shared + extremum(name, rests).times(content)
    return shared + Polynomial.atom(Extremum(name, rests)).times(content)


def turned(atom: Extremum) -> Polynomial:
    """A maximum by a minimum, and the other way round: ``max(a, b)`` is ``s - min(s - a, s - b)`` for any ``s``."""
    monomials = {monomial for argument in atom.arguments for monomial in argument.terms}
    total = Polynomial({m: max(argument.terms.get(m, 0) for argument in atom.arguments) for m in monomials})
    name = "min" if atom.name == "max" else "max"
    return total - extremum(name, frozenset(total - argument for argument in atom.arguments))


def _parts(name: str, argument: Polynomial) -> list[Polynomial]:
    """The arguments of a maximum (minimum) within a sum, each with the rest of the sum added; otherwise the sum."""
    inner = [(m, c) for m, c in argument.terms.items() if any(isinstance(atom, Extremum) for atom in m)]
    if len(inner) == 1:
        ((monomial, coefficient),) = inner
        atom = monomial[0]
        if len(monomial) == 1 and coefficient > 0 and isinstance(atom, Extremum) and atom.name == name:
            rest = argument - Polynomial({monomial: coefficient})
            return [rest + part.times(coefficient) for part in atom.arguments]
    return [argument]


def _shared(arguments: list[Polynomial]) -> Polynomial:
    """Of every monomial the least coefficient: without it, none is negative."""
    monomials = {monomial for argument in arguments for monomial in argument.terms}
    shared = {m: min(argument.terms.get(m, 0) for argument in arguments) for m in monomials}
    return Polynomial({monomial: c for monomial, c in shared.items() if c})
