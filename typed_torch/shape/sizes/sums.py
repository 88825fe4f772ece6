"""Sums of quotients and extrema in normal form: the shortest of the ways to write them.

Two identities of quotients, in both directions: ``-(x // m)`` is ``(m - 1 - x) // m``, and ``x // e`` is the sum of
``(x + j * e) // (d * e)`` over ``j < d`` (Hermite's). So ``H // 2 + (H + 1) // 2`` is ``H``, and
``H - H // 2`` is ``(H + 1) // 2``. And a maximum and a minimum of two sizes are their sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from typed_torch.shape.sizes.atoms import Extremum, Quotient
from typed_torch.shape.sizes.division import divide
from typed_torch.shape.sizes.extrema import turned
from typed_torch.shape.sizes.polynomials import ZERO, Monomial, Polynomial, TooLarge

__all__ = ["shortest"]

LARGEST_DIVISOR: Final = 12
MOST_STEPS: Final = 8


def shortest(polynomial: Polynomial) -> Polynomial:
    """``polynomial`` with its quotients and extrema written in as few terms as these identities allow."""
    for monomial in polynomial.terms:
        for atom in monomial:
            if isinstance(atom, (Quotient, Extremum)):
                return _shortest(polynomial)
    return polynomial


@lru_cache(8192)
def _shortest(polynomial: Polynomial) -> Polynomial:
    for _ in range(MOST_STEPS):
        better = polynomial
        try:
            for candidate in _rewritten(polynomial):
                if _is_shorter(candidate, better):
                    better = candidate
        except TooLarge:
            break
        if better is polynomial:
            break
        polynomial = better
    return polynomial


def _is_shorter(a: Polynomial, b: Polynomial) -> bool:
    lengths = [(len(p.terms), sum(map(abs, p.terms.values())), p.weight) for p in (a, b)]
    return lengths[0] < lengths[1] or (lengths[0] == lengths[1] and a.text < b.text)


def _rewritten(polynomial: Polynomial) -> Iterator[Polynomial]:
    for monomial, coefficient in polynomial.terms.items():
        extrema = [atom for atom in monomial if isinstance(atom, Extremum)]
        if len(extrema) == 1 and len(polynomial.terms) > 1:
            cofactor = tuple(atom for atom in monomial if atom is not extrema[0])
            without = polynomial - Polynomial({monomial: coefficient})
            yield without + turned(extrema[0]).times(coefficient, cofactor)
    quotients = [split for monomial in polynomial.terms if (split := _split(monomial))]
    for cofactor, quotient in quotients:
        if len(quotients) == 1 and not _meets(polynomial, cofactor, quotient):
            continue
        (monomial,) = Polynomial.atom(quotient).times(1, cofactor).terms
        coefficient = polynomial.terms[monomial]
        numerator, divisor = quotient.numerator, quotient.divisor
        negated = divide(Polynomial.number(divisor - 1) - numerator, quotient.denominator)
        without = polynomial - Polynomial({monomial: coefficient})
        yield without - negated.times(coefficient, cofactor)
        for parts in range(2, divisor + 1 if divisor <= LARGEST_DIVISOR else 2):
            if divisor % parts == 0:
                yield polynomial + _spread(numerator, divisor, parts).times(coefficient, cofactor)


def _split(monomial: Monomial) -> tuple[Monomial, Quotient] | None:
    """The factors beside the one quotient by a number, and the quotient."""
    quotients = [atom for atom in monomial if isinstance(atom, Quotient)]
    if len(quotients) != 1 or quotients[0].divisor == 0:
        return None
    return tuple(atom for atom in monomial if atom is not quotients[0]), quotients[0]


def _meets(polynomial: Polynomial, cofactor: Monomial, quotient: Quotient) -> bool:
    """Whether a term of the numerator stands beside the quotient, so that the two may have become one."""
    numerator = Polynomial({m: 1 for m in quotient.numerator.terms if m})
    return any(m in polynomial.terms for m in numerator.times(1, cofactor).terms)


def _spread(numerator: Polynomial, divisor: int, parts: int) -> Polynomial:
    """0, as ``x // e`` less the sum of all ``(x + j * e) // divisor``; ``numerator`` is one ``x + j * e``."""
    step = divisor // parts
    first = numerator.plus(numerator.constant % step - numerator.constant)
    total = divide(first, Polynomial.number(step))
    shares = (divide(first.plus(j * step), Polynomial.number(divisor)) for j in range(parts))
    return total - sum(shares, ZERO)
