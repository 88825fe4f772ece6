"""Sizes with their symbols replaced, by other sizes or by numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import mul
from typing import Final

from typed_torch.shape.sizes.atoms import Extremum, Quotient, variables
from typed_torch.shape.sizes.polynomials import Atom, Polynomial
from typed_torch.shape.sizes.size import UNKNOWN, Dim, Size, Symbol, maximum, minimum

__all__ = ["evaluate", "substitute", "symbols"]


def symbols(dim: Dim) -> frozenset[Symbol]:
    """The symbols that ``dim`` depends on."""
    if not isinstance(dim, Size):
        return frozenset()
    return frozenset(atom for atom in variables(dim.polynomial) if isinstance(atom, Symbol))


def substitute(dim: Dim, values: Mapping[Symbol, Dim]) -> Dim:
    """``dim`` with each symbol in ``values`` replaced, all at once.

    Raises:
        ZeroDivisionError: a divisor became 0.
    """
    if not isinstance(dim, Size) or not values or symbols(dim).isdisjoint(values):
        return dim
    return _replaced(dim.polynomial, values)


def _replaced(polynomial: Polynomial, values: Mapping[Symbol, Dim]) -> Dim:
    total: Dim = 0
    for monomial, coefficient in polynomial.terms.items():
        total = total + coefficient * reduce(mul, (_value(atom, values) for atom in monomial), 1)
    return total


def _value(atom: Atom, values: Mapping[Symbol, Dim]) -> Dim:
    if isinstance(atom, Symbol):
        return values.get(atom, atom)
    if isinstance(atom, Quotient):
        return _replaced(atom.numerator, values) // _replaced(atom.denominator, values)
    if not isinstance(atom, Extremum):
        return UNKNOWN
    return (maximum if atom.name == "max" else minimum)(*(_replaced(argument, values) for argument in atom.arguments))


_EXTREMA: Final = {"max": max, "min": min}


def evaluate(polynomial: Polynomial, values: Mapping[Atom, int]) -> int:
    """The number that ``polynomial`` is where every variable has a value.

    Raises:
        ZeroDivisionError: a divisor is 0.
    """
    total = 0
    for monomial, coefficient in polynomial.terms.items():
        term = coefficient
        for atom in monomial:
            if isinstance(atom, Quotient):
                term *= evaluate(atom.numerator, values) // evaluate(atom.denominator, values)
            elif isinstance(atom, Extremum):
                term *= _EXTREMA[atom.name](evaluate(argument, values) for argument in atom.arguments)
            else:
                term *= values[atom]
        total += term
    return total
