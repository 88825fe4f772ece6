"""Polynomials with whole coefficients over atoms: variables, quotients and maxima.

They grow no further than the limits below, so that no expression, however written, takes long or much memory.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, Protocol, TypeAlias

__all__ = ["ONE", "ZERO", "Atom", "Monomial", "Polynomial", "TooLarge", "lead_order", "quotient_of_monomials"]

MOST_TERMS: Final = 64
MOST_FACTORS: Final = 24
MOST_WEIGHT: Final = 150
LARGEST_COEFFICIENT: Final = 1 << 128


class TooLarge(Exception):
    """A polynomial would pass one of the limits."""


class Atom(Protocol):
    """What a polynomial does not look into.

    Attributes:
        order: sorts atoms; variables come first, by name.
        weight: how many variables and operations it is made of.
    """

    @property
    def order(self) -> tuple[int, str]: ...
    @property
    def weight(self) -> int: ...
    def __hash__(self) -> int: ...


# The factors in their order, a power as a repetition: ``(C, H, H)``.
Monomial: TypeAlias = tuple[Atom, ...]


class Polynomial:
    """A sum of monomials, none of them with coefficient 0. Immutable."""

    __slots__ = ("_hash", "_text", "terms")

    def __init__(self, terms: Mapping[Monomial, int]) -> None:
        self.terms = terms
        self._hash = 0
        self._text = ""

    @staticmethod
    @lru_cache(1024)
    def number(value: int) -> Polynomial:
        """The constant ``value``."""
        return Polynomial({(): value} if value else {})

    @staticmethod
    def atom(atom: Atom) -> Polynomial:
        """The polynomial ``atom``."""
        return Polynomial({(atom,): 1})

    @staticmethod
    def sum(terms: Iterable[tuple[Monomial, int]]) -> Polynomial:
        """The sum of ``terms``, in which a monomial may come twice."""
        total: dict[Monomial, int] = {}
        for monomial, coefficient in terms:
            total[monomial] = total.get(monomial, 0) + coefficient
        return _limited({monomial: c for monomial, c in total.items() if c})

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Polynomial) and self.terms == other.terms

    def __hash__(self) -> int:
        if not self._hash:
            self._hash = hash(frozenset(self.terms.items())) or 1
        return self._hash

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __add__(self, other: Polynomial) -> Polynomial:
        if not other.terms:
            return self
        total = dict(self.terms)
        for monomial, coefficient in other.terms.items():
            together = total.get(monomial, 0) + coefficient
            if together:
                total[monomial] = together
            else:
                del total[monomial]
        return _limited(total)

    def __neg__(self) -> Polynomial:
        return Polynomial({monomial: -c for monomial, c in self.terms.items()})

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + -other

    def __mul__(self, other: Polynomial) -> Polynomial:
        if len(self.terms) * len(other.terms) > MOST_TERMS * MOST_TERMS // 4:
            raise TooLarge
        return Polynomial.sum((_product(a, b), x * y) for a, x in self.terms.items() for b, y in other.terms.items())

    def times(self, number: int, monomial: Monomial = ()) -> Polynomial:
        """The product by ``number`` and ``monomial``."""
        if not number:
            return ZERO
        if not monomial:
            return self if number == 1 else _limited({m: c * number for m, c in self.terms.items()})
        return _limited({_product(m, monomial): c * number for m, c in self.terms.items()})

    def plus(self, number: int) -> Polynomial:
        """The sum with ``number``."""
        return self + Polynomial.number(number) if number else self

    @property
    def constant(self) -> int:
        """The term without variables."""
        return self.terms.get((), 0)

    @property
    def is_number(self) -> bool:
        return not self.terms or (len(self.terms) == 1 and () in self.terms)

    @property
    def weight(self) -> int:
        """How many variables and operations it is made of."""
        return sum(1 + sum(atom.weight for atom in monomial) for monomial in self.terms)

    @property
    def text(self) -> str:
        """A text that is different for different polynomials, to sort them by; people get ``printing``."""
        if not self._text:
            ordered = sorted(self.terms.items(), key=lambda term: lead_order(term[0]))
            self._text = "+".join("*".join([str(c), *(atom.order[1] for atom in m)]) for m, c in ordered)
        return self._text

    def atoms(self) -> Iterator[Atom]:
        """Every atom, as often as it occurs."""
        for monomial in self.terms:
            yield from monomial

    def content(self) -> int:
        """The greatest number that divides every coefficient."""
        return math.gcd(*self.terms.values())

    def common_factor(self) -> Monomial:
        """The greatest monomial that divides every term."""
        monomials = iter(self.terms)
        common = next(monomials, ())
        for monomial in monomials:
            if not common:
                break
            common = _common(common, monomial)
        return common

    def over(self, number: int, monomial: Monomial = ()) -> Polynomial:
        """The quotient by ``number`` and ``monomial``, which divide every term."""
        if number == 1 and not monomial:
            return self
        return Polynomial({_rest(m, monomial): c // number for m, c in self.terms.items()})

    def lead(self) -> Monomial:
        """The monomial of the highest degree, the first in order among several."""
        return min(self.terms, key=lead_order)

    def divide_by(self, divisor: Polynomial) -> tuple[Polynomial, Polynomial]:
        """Quotient and remainder, in which what ``divisor`` leads with has its least coefficients of 0 or more.

        So all numerators of one denominator that differ by a multiple of it leave the same remainder.
        """
        lead = divisor.lead()
        leading = divisor.terms[lead]
        quotient, remainder, rest = ZERO, ZERO, self
        while rest:
            top = rest.lead()
            coefficient = rest.terms[top]
            cofactor = quotient_of_monomials(top, lead)
            step = 0 if cofactor is None else coefficient // leading
            if step and cofactor is not None:
                quotient += Polynomial({cofactor: step})
                rest -= divisor.times(step, cofactor)
            left = rest.terms.get(top, 0)
            if left:
                remainder += Polynomial({top: left})
                rest -= Polynomial({top: left})
        return quotient, remainder


ZERO: Final = Polynomial.number(0)
ONE: Final = Polynomial.number(1)


def _limited(terms: dict[Monomial, int]) -> Polynomial:
    if len(terms) > MOST_TERMS:
        raise TooLarge
    for monomial, coefficient in terms.items():
        if len(monomial) > MOST_FACTORS or not -LARGEST_COEFFICIENT < coefficient < LARGEST_COEFFICIENT:
            raise TooLarge
    return Polynomial(terms)


def _order(atom: Atom) -> tuple[int, str]:
    return atom.order


def lead_order(monomial: Monomial) -> tuple[int, list[tuple[int, str]]]:
    """Sorts monomials: the highest degree first, then by their atoms; products keep it."""
    return -len(monomial), [atom.order for atom in monomial]


def _product(a: Monomial, b: Monomial) -> Monomial:
    if not a or not b:
        return a or b
    return tuple(sorted(a + b, key=_order))


def _common(a: Monomial, b: Monomial) -> Monomial:
    left = list(b)
    common = []
    for atom in a:
        if atom in left:
            left.remove(atom)
            common.append(atom)
    return tuple(common)


def _rest(monomial: Monomial, divisor: Monomial) -> Monomial:
    if not divisor:
        return monomial
    left = list(monomial)
    for atom in divisor:
        left.remove(atom)
    return tuple(left)


def quotient_of_monomials(monomial: Monomial, divisor: Monomial) -> Monomial | None:
    """``monomial / divisor``, or ``None`` if it leaves a remainder."""
    return _rest(monomial, divisor) if len(_common(monomial, divisor)) == len(divisor) else None
