"""Facts: equations between sizes that no arithmetic proves, such as those that a ``view`` implies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import mul

from typed_torch.shape.sizes.polynomials import Monomial, Polynomial, quotient_of_monomials
from typed_torch.shape.sizes.size import Dim, Size, polynomial_of, size_of

__all__ = ["Fact", "implied", "rewritten"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A product of sizes, ``coefficient`` times, that is another size."""

    product: Monomial
    size: Dim
    coefficient: int = 1


def implied(a: Dim, b: Dim) -> Fact | None:
    """What ``a == b`` says that arithmetic does not: of two products, what is left without common factors.

    >>> from typed_torch.shape.sizes import parse
    >>> str(implied(parse("N * D"), parse("N * K * (D // K)")).size)
    'D'
    >>> implied(parse("N * D"), parse("2 * N * (D // 2)")).coefficient
    2
    """
    if a == b or not isinstance(a, Size) or not isinstance(b, Size):
        return None
    one, other = _term(polynomial_of(a)), _term(polynomial_of(b))
    if one is None or other is None or other[1] % one[1]:
        return None
    coefficient = other[1] // one[1]
    left, right = list(one[0]), list(other[0])
    for atom in one[0]:
        if atom in right:
            left.remove(atom)
            right.remove(atom)
    if len(left) != 1 or not right or (len(right) == 1 and coefficient == 1):
        return None
    return Fact(tuple(right), size_of(Polynomial.atom(left[0])), coefficient)


def _term(polynomial: Polynomial) -> tuple[Monomial, int] | None:
    return next(iter(polynomial.terms.items())) if len(polynomial.terms) == 1 else None


def rewritten(dim: Dim, facts: Sequence[Fact]) -> Dim:
    """``dim`` with the products that ``facts`` know.

    >>> from typed_torch.shape.sizes import parse
    >>> fact = implied(parse("N * D"), parse("N * K * (D // K)"))
    >>> str(rewritten(parse("T * K * (D // K) + 1"), [fact]))
    'D * T + 1'
    """
    if not isinstance(dim, Size):
        return dim
    total: Dim = 0
    for monomial, number in polynomial_of(dim).terms.items():
        term: Dim = 1
        coefficient, rest = number, monomial
        for fact in facts:
            while (left := _without(fact, coefficient, rest)) is not None:
                term, (coefficient, rest) = term * fact.size, left
        total = total + coefficient * term * reduce(mul, (size_of(Polynomial.atom(atom)) for atom in rest), 1)
    return total


def _without(fact: Fact, coefficient: int, monomial: Monomial) -> tuple[int, Monomial] | None:
    """What is left of a term divided by what ``fact`` is of; ``None`` where that is no part of it."""
    rest = quotient_of_monomials(monomial, fact.product) if coefficient % fact.coefficient == 0 else None
    return None if rest is None else (coefficient // fact.coefficient, rest)
