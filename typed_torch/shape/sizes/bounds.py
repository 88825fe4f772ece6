"""How small and how large a polynomial can be, whatever its variables are."""

from __future__ import annotations

import math
from collections.abc import Callable, Set
from fractions import Fraction
from functools import lru_cache
from typing import Final

from typed_torch.shape.sizes.atoms import Extremum, Quotient
from typed_torch.shape.sizes.polynomials import ONE, Atom, Monomial, Polynomial, TooLarge, quotient_of_monomials

__all__ = ["difference_of", "highest", "lowest", "never_below", "never_equal"]

MOST_EXTREMA: Final = 3

_NONE: frozenset[Atom] = frozenset()


@lru_cache(8192)
def lowest(polynomial: Polynomial, least: int = 0, positive: Set[Atom] = _NONE) -> int | None:
    """A number that ``polynomial`` is never below, or ``None`` if none is known.

    Variables are ``least`` or more, those in ``positive`` 1 or more, and no denominator is 0.
    """
    try:
        return _lowest(polynomial, least, positive)
    except TooLarge:
        return None


def _lowest(polynomial: Polynomial, least: int, positive: Set[Atom]) -> int | None:
    extrema = [m for m in polynomial.terms if len(m) == 1 and isinstance(m[0], Extremum)]
    if 1 <= len(extrema) <= MOST_EXTREMA:
        return _by_cases(polynomial, extrema[0], least, positive)
    linear: dict[Monomial, Fraction | int] = {}
    for monomial, coefficient in polynomial.terms.items():
        if not _relax(monomial, coefficient, linear, least, positive):
            return None
    shifted = _shifted(linear, least, positive)
    if shifted is None or any(c < 0 for monomial, c in shifted.items() if monomial):
        return None
    return math.ceil(shifted.get((), 0))


def highest(polynomial: Polynomial, least: int = 0, positive: Set[Atom] = _NONE) -> int | None:
    """A number that ``polynomial`` is never above, or ``None`` if none is known."""
    low = lowest(-polynomial, least, positive)
    return None if low is None else -low


def _relax(
    monomial: Monomial,
    coefficient: Fraction | int,
    linear: dict[Monomial, Fraction | int],
    least: int,
    positive: Set[Atom],
) -> bool:
    """Add something to ``linear`` that is no more than the term and holds only variables; false if there is nothing.

    ``d * (x // d)`` lies between ``x - d + 1`` and ``x``.
    """
    if not any(isinstance(atom, (Quotient, Extremum)) for atom in monomial):
        linear[monomial] = linear.get(monomial, 0) + coefficient
        return True
    if (whole := _whole(monomial)) is not None:
        cofactor, quotient, factor = whole
        numerator = quotient.numerator - quotient.denominator + ONE if coefficient > 0 else quotient.numerator
        scale = Fraction(coefficient, quotient.denominator.terms[factor])
        trial = dict(linear)
        terms = numerator.times(1, cofactor).terms.items()
        if all(_relax(inner, scale * c, trial, least, positive) for inner, c in terms):
            linear.clear()
            linear.update(trial)
            return True
    bound = _range(monomial, least, positive)[0 if coefficient > 0 else 1]
    if bound is None:
        return False
    linear[()] = linear.get((), 0) + coefficient * bound
    return True


def _whole(monomial: Monomial) -> tuple[Monomial, Quotient, Monomial] | None:
    """A quotient by one positive term, that term's variables, which are factors beside it, and the variables left."""
    quotients = [atom for atom in monomial if isinstance(atom, Quotient)]
    if len(quotients) != 1 or len(quotients[0].denominator.terms) != 1:
        return None
    ((factor, number),) = quotients[0].denominator.terms.items()
    cofactor = quotient_of_monomials(tuple(atom for atom in monomial if atom is not quotients[0]), factor)
    if number < 0 or cofactor is None or any(isinstance(atom, (Quotient, Extremum)) for atom in (*cofactor, *factor)):
        return None
    return cofactor, quotients[0], factor


def _by_cases(polynomial: Polynomial, monomial: Monomial, least: int, positive: Set[Atom]) -> int | None:
    """The bound of a sum with a maximum or a minimum, from those with each of its arguments."""
    (atom,) = monomial
    coefficient = polynomial.terms[monomial]
    assert isinstance(atom, Extremum)
    rest = polynomial - Polynomial({monomial: coefficient})
    lows = [lowest(rest + argument.times(coefficient), least, positive) for argument in atom.arguments]
    if (atom.name == "max") == (coefficient > 0):
        return _best(max, lows)
    return None if None in lows else _best(min, lows)


def _range(monomial: Monomial, least: int, positive: Set[Atom]) -> tuple[int | None, int | None]:
    """Bounds of a product whose factors are 0 or more; nothing is said of others."""
    low, high = 1, 1
    unlimited = False
    for atom in monomial:
        atom_low, atom_high = _atom_range(atom, least, positive)
        if atom_low is None or (atom_low < 0 and len(monomial) > 1):
            return None, None
        low *= atom_low
        unlimited = unlimited or atom_high is None
        high *= atom_high or 0
    return low, None if unlimited else high


def _atom_range(atom: Atom, least: int, positive: Set[Atom]) -> tuple[int | None, int | None]:
    if isinstance(atom, Quotient):
        at_least = lowest(atom.denominator, least, positive)
        if at_least is None or at_least < 0:
            return None, None
        low, high = lowest(atom.numerator, least, positive), highest(atom.numerator, least, positive)
        if atom.divisor:
            return None if low is None else low // atom.divisor, None if high is None else high // atom.divisor
        return None if low is None else min(low, 0), None if high is None else max(high // max(at_least, 1), -1)
    if isinstance(atom, Extremum):
        lows = [lowest(argument, least, positive) for argument in atom.arguments]
        highs = [highest(argument, least, positive) for argument in atom.arguments]
        if atom.name == "max":
            return _best(max, lows), None if None in highs else _best(max, highs)
        return None if None in lows else _best(min, lows), _best(min, highs)
    return (max(least, 1) if atom in positive else least), None


def _best(choose: Callable[[list[int]], int], limits: list[int | None]) -> int | None:
    """The best of the limits that are known."""
    known = [limit for limit in limits if limit is not None]
    return choose(known) if known else None


def _shifted(
    linear: dict[Monomial, Fraction | int], least: int, positive: Set[Atom]
) -> dict[Monomial, Fraction | int] | None:
    """The polynomial with its variables counted from their least value, so that they are 0 or more."""
    if not least and not positive:
        return linear
    if len(linear) > 64 or any(len(monomial) > 6 for monomial in linear):
        return None
    shifted: dict[Monomial, Fraction | int] = {}
    for monomial, coefficient in linear.items():
        parts: list[tuple[Monomial, Fraction | int]] = [((), coefficient)]
        for atom in monomial:
            shift = max(least, 1) if atom in positive else least
            parts = [*(((*m, atom), c) for m, c in parts), *((m, c * shift) for m, c in parts if shift)]
        for m, c in parts:
            shifted[m] = shifted.get(m, 0) + c
    return shifted


def never_below(a: Polynomial, b: Polynomial, positive: Set[Atom] = _NONE) -> bool:
    """Whether ``a >= b`` is sure."""
    try:
        low = lowest(a - b, 0, positive)
    except TooLarge:
        return False
    return low is not None and low >= 0


def never_equal(a: Polynomial, b: Polynomial, least: int, positive: Set[Atom] = _NONE) -> bool:
    """Whether ``a - b`` is surely not 0: by its bounds, or as a number divides all of its terms but one."""
    difference = difference_of(a, b)
    if difference is None:
        return False
    if difference.is_number:
        return bool(difference)
    if least >= 1:
        factor = tuple(atom for atom in difference.common_factor() if not isinstance(atom, (Quotient, Extremum)))
        difference = difference.over(1, factor)
    low, high = lowest(difference, least), highest(difference, least)
    if (low is not None and low > 0) or (high is not None and high < 0):
        return True
    constant = difference.constant
    shared = difference.plus(-constant).content()
    return (bool(shared) and constant % shared != 0) or _never_makes_up(difference, least, positive)


def _never_makes_up(difference: Polynomial, least: int, positive: Set[Atom]) -> bool:
    """Whether ``difference`` is some ``x`` less so many times ``d * (x // d)`` that it is not 0 for any ``x`` but 0.

    ``d * (x // d)`` is 0, or more than half of ``x``, and ``x`` at most.
    """
    if len(difference.terms) != 2:
        return False
    for floored, multiple in difference.terms.items():
        whole = _whole(floored)
        ((other, coefficient),) = ((m, c) for m, c in difference.terms.items() if m != floored)
        if whole is None or whole[0] or list(whole[1].numerator.terms) != [other]:
            continue
        numerator, divisor = whole[1].numerator.terms[other], whole[1].denominator.terms[whole[2]]
        share = Fraction(-coefficient * divisor, numerator * multiple)
        is_above_0 = all(not isinstance(a, (Quotient, Extremum)) and (least >= 1 or a in positive) for a in other)
        return is_above_0 and numerator > 0 and not 1 < 2 * share <= 2
    return False


def difference_of(a: Polynomial, b: Polynomial) -> Polynomial | None:
    """``a - b``, unless it is too large."""
    try:
        return a - b
    except TooLarge:
        return None
