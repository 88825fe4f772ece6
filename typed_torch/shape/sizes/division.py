"""Floor division of polynomials, in normal form.

What divides evenly leaves the quotient, and so do multiples of the denominator in a sum; a quotient within a
numerator is merged with the one around it; factors that both sides share go away.
"""

from __future__ import annotations

import math
from functools import lru_cache

from typed_torch.shape.sizes.atoms import Quotient
from typed_torch.shape.sizes.bounds import highest, lowest, never_below
from typed_torch.shape.sizes.polynomials import ONE, ZERO, Monomial, Polynomial, quotient_of_monomials

__all__ = ["divide"]


@lru_cache(16384)
def divide(numerator: Polynomial, denominator: Polynomial) -> Polynomial:
    """``numerator // denominator``, rounded down as Python does.

    Raises:
        ZeroDivisionError: the denominator is 0.
    """
    if denominator.is_number:
        return _by_number(numerator, denominator.constant)
    content = math.gcd(numerator.content(), denominator.content())
    factor = _shared(numerator, denominator)
    if denominator.terms[denominator.lead()] < 0:
        content = -content
    if content != 1 or factor:
        return divide(numerator.over(content, factor), denominator.over(content, factor))
    return _by_polynomial(numerator, denominator)


def _by_number(numerator: Polynomial, number: int) -> Polynomial:
    if not number:
        raise ZeroDivisionError("a size is divided by 0")
    if number < 0:
        numerator, number = -numerator, -number
    if number == 1:
        return numerator
    whole, rest = {}, {}
    for monomial, coefficient in numerator.terms.items():
        quotient, remainder = divmod(coefficient, number)
        if quotient:
            whole[monomial] = quotient
        if remainder:
            rest[monomial] = remainder
    if not rest or (len(rest) == 1 and () in rest):
        return Polynomial(whole)
    fraction = _fraction(Polynomial(rest), number)
    return Polynomial(whole) + fraction if whole else fraction


def _fraction(rest: Polynomial, number: int) -> Polynomial:
    """``rest // number``, where every coefficient is below ``number``."""
    constant = rest.constant
    shared = math.gcd(number, *(c for monomial, c in rest.terms.items() if monomial))
    if shared > 1:
        return _by_number((rest.plus(-constant)).over(shared).plus(constant // shared), number // shared)
    nested = {m: c for m, c in rest.terms.items() if _nested(m)}
    if nested:
        even = max(math.gcd(c, number) for c in nested.values())
        if even > 1:
            return divide(*_split(rest, Polynomial.number(number), even))
        merged = _merged(rest, nested, Polynomial.number(number))
        if merged is not None:
            return merged
        negative = Polynomial(dict.fromkeys(nested, 1))
        for whole, part in ((ZERO, rest), (negative, rest - negative.times(number))):
            low, high = lowest(part), highest(part)
            if low is not None and high is not None and low // number == high // number:
                return whole.plus(low // number)
    return Polynomial.atom(Quotient(rest, Polynomial.number(number)))


def _by_polynomial(numerator: Polynomial, denominator: Polynomial) -> Polynomial:
    whole, rest = numerator.divide_by(denominator)
    if not rest:
        return whole if _cancels(denominator) else whole - ONE + _itself(denominator)
    if math.gcd(rest.content(), denominator.content()) > 1 or _shared(rest, denominator):
        return whole + divide(rest, denominator)
    factor = denominator.common_factor()
    positive = frozenset(factor)
    lead = denominator.lead()
    cofactors = [quotient_of_monomials(monomial, lead) for monomial in rest.terms if _nested(monomial)]
    negative = Polynomial({cofactor: 1 for cofactor in cofactors if cofactor is not None})
    for less, part in ((ZERO, rest), (negative, rest - denominator * negative)) if negative else ((ZERO, rest),):
        if never_below(part, ZERO, positive) and never_below(denominator, part + ONE, positive):
            return whole + less
        if never_below(-ONE, part, positive) and never_below(part + denominator, ZERO, positive):
            return whole + less - ONE
    if never_below(denominator, ZERO):
        constant = rest.constant
        even = math.gcd(denominator.content(), *(c for monomial, c in rest.terms.items() if monomial))
        if even > 1 and constant:
            return whole + divide(*_split(rest, denominator, even))
        for variable in dict.fromkeys(factor):
            if not _nested((variable,)) and (split := _split_off(rest, denominator, (variable,))):
                return whole + divide(*split)
        nested = {m: c for m, c in rest.terms.items() if _nested(m)}
        merged = _merged(rest, nested, denominator)
        if merged is not None:
            return whole + merged
    return whole + Polynomial.atom(Quotient(rest, denominator))


def _split(rest: Polynomial, denominator: Polynomial, even: int) -> tuple[Polynomial, Polynomial]:
    """``(even * x + y) // (even * d)`` as ``x + y // even`` and ``d``."""
    divisible = Polynomial({m: c // even for m, c in rest.terms.items() if c % even == 0})
    other = Polynomial({m: c for m, c in rest.terms.items() if c % even})
    return divisible + _by_number(other, even), denominator.over(even)


def _split_off(rest: Polynomial, denominator: Polynomial, factor: Monomial) -> tuple[Polynomial, Polynomial] | None:
    """The same for a variable, where ``y // variable`` is no new quotient."""
    quotients = {m: quotient_of_monomials(m, factor) for m in rest.terms}
    divisible = Polynomial({q: rest.terms[m] for m, q in quotients.items() if q is not None})
    other = Polynomial({m: rest.terms[m] for m, q in quotients.items() if q is None})
    if not divisible:
        return None
    share = divide(other, Polynomial({factor: 1}))
    return None if any(map(_nested, share.terms)) else (divisible + share, denominator.over(1, factor))


def _merged(rest: Polynomial, nested: dict[Monomial, int], denominator: Polynomial) -> Polynomial | None:
    """``(x // m + p) // d`` as ``(x + m * p) // (m * d)``, if ``p`` holds no other quotient; ``d`` is 0 or more."""
    if len(nested) != 1:
        return None
    ((monomial, coefficient),) = nested.items()
    quotient = monomial[0]
    if len(monomial) != 1 or not isinstance(quotient, Quotient):
        return None
    inner, outer = quotient.denominator, rest - Polynomial({monomial: coefficient})
    if coefficient == 1:
        return divide(quotient.numerator + inner * outer, inner * denominator)
    if quotient.divisor and denominator.is_number and coefficient == denominator.constant - 1:
        negated = inner - ONE - quotient.numerator
        return Polynomial.atom(quotient) + divide(negated + inner * outer, inner * denominator)
    return None


def _itself(denominator: Polynomial) -> Polynomial:
    """``denominator // denominator``: 1, but only where it is not 0."""
    factor = tuple(atom for atom in denominator.common_factor() if _cancels(Polynomial.atom(atom)))
    reduced = denominator.over(denominator.content(), factor)
    return Polynomial.atom(Quotient(reduced, reduced))


def _shared(numerator: Polynomial, denominator: Polynomial) -> Monomial:
    """The product of the atoms that both have as factors, and that may be cancelled."""
    factor = denominator.common_factor()
    shared: list[object] = []
    if factor and numerator:
        left = list(numerator.common_factor())
        for atom in factor:
            if atom in left and _cancels(Polynomial.atom(atom)):
                left.remove(atom)
                shared.append(atom)
    return tuple(shared)  # type: ignore[arg-type]


def _cancels(denominator: Polynomial) -> bool:
    """Whether it is 0 only where a variable is."""
    low, high = lowest(denominator, 1), highest(denominator, 1)
    return (low is not None and low > 0) or (high is not None and high < 0)


def _nested(monomial: Monomial) -> bool:
    return any(isinstance(atom, Quotient) for atom in monomial)
