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
    """A product of sizes that is another size."""

    product: Monomial
    size: Dim


def implied(a: Dim, b: Dim) -> Fact | None:
    """What ``a == b`` says that arithmetic does not: of two products, what is left without common factors.

    >>> from typed_torch.shape.sizes import parse
    >>> str(implied(parse("N * D"), parse("N * K * (D // K)")).size)
    'D'
    """
    if a == b or not isinstance(a, Size) or not isinstance(b, Size):
        return None
    one, other = _term(polynomial_of(a)), _term(polynomial_of(b))
    if one is None or other is None or one[1] != other[1]:
        return None
    left, right = list(one[0]), list(other[0])
    for atom in one[0]:
        if atom in right:
            left.remove(atom)
            right.remove(atom)
    if len(left) != 1 or len(right) < 2:
        return None
    return Fact(tuple(right), size_of(Polynomial.atom(left[0])))


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
    for monomial, coefficient in polynomial_of(dim).terms.items():
        term: Dim = coefficient
        rest: Monomial = monomial
        for fact in facts:
            while (left := quotient_of_monomials(rest, fact.product)) is not None:
                term, rest = term * fact.size, left
        total = total + term * reduce(mul, (size_of(Polynomial.atom(atom)) for atom in rest), 1)
    return total
