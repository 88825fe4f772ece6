"""Sizes as people write them: ``64``, ``C * H * W``, ``2 * (H // 2)``, ``D % heads``, ``H - 1``.

The order is the same however a size came about: products before single names, names by the alphabet, quotients
after them, the number at the end. ``parse`` reads the text back as the same size.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from typed_torch.shape.sizes.atoms import Extremum, Quotient
from typed_torch.shape.sizes.polynomials import (
    ZERO,
    Atom,
    Monomial,
    Polynomial,
    TooLarge,
    lead_order,
    quotient_of_monomials,
)

__all__ = ["show"]


class _Piece(NamedTuple):
    """One term of a sum: its coefficient, its plain factors, and one factor that is an operation, if any."""

    coefficient: int
    monomial: Monomial
    operation: str = ""

    @property
    def is_bare_operation(self) -> bool:
        return bool(self.operation) and abs(self.coefficient) == 1 and not self.monomial

    def text(self) -> str:
        """The term without its sign."""
        if self.is_bare_operation:
            return self.operation
        number = abs(self.coefficient)
        factors = [str(number)] if number != 1 or not (self.monomial or self.operation) else []
        factors += [_factor(atom) for atom in self.monomial]
        return " * ".join([*factors, *([_enclosed(self.operation)] if self.operation else [])])


@lru_cache(4096)
def show(polynomial: Polynomial) -> str:
    """``polynomial`` as text."""
    pieces = _pieces(polynomial)
    first = next((index for index, piece in enumerate(pieces) if piece.coefficient > 0), 0)
    pieces.insert(0, pieces.pop(first))
    text = pieces[0].text()
    if pieces[0].coefficient < 0:
        text = f"-({text})" if pieces[0].is_bare_operation else f"-{text}"
    for piece in pieces[1:]:
        text += f" {'-' if piece.coefficient < 0 else '+'} {piece.text()}"
    return text


def _pieces(polynomial: Polynomial) -> list[_Piece]:
    """The terms of ``polynomial``, those that stand for a remainder or a shifted quotient as such."""
    rest, pieces = _remainders(polynomial)
    rest, shifted = _shifted(rest)
    pieces += shifted
    monomials = sorted((m for m in rest.terms if m), key=lead_order)
    pieces += [_piece(rest.terms[m], m) for m in monomials]
    pieces.sort(key=lambda piece: (-len(piece.monomial) - bool(piece.operation), bool(piece.operation)))
    if rest.constant or not pieces:
        pieces.append(_Piece(rest.constant, ()))
    return pieces


def _piece(coefficient: int, monomial: Monomial) -> _Piece:
    operations = [atom for atom in monomial if isinstance(atom, (Quotient, Extremum))]
    if len(operations) != 1:
        return _Piece(coefficient, monomial)
    return _Piece(coefficient, tuple(atom for atom in monomial if atom is not operations[0]), _operation(operations[0]))


def _remainders(polynomial: Polynomial) -> tuple[Polynomial, list[_Piece]]:
    """``c * (a - a // b * b)`` is ``c * (a % b)``."""
    pieces = []
    for monomial in sorted(polynomial.terms, key=lead_order):
        for atom in monomial:
            if not isinstance(atom, Quotient) or monomial not in polynomial.terms:
                continue
            lead = atom.denominator.lead()
            leading = atom.denominator.terms[lead]
            cofactor = quotient_of_monomials(monomial, (*lead, atom))
            if cofactor is None or polynomial.terms[monomial] % leading:
                continue
            coefficient = -polynomial.terms[monomial] // leading
            parts = (atom.numerator, -atom.denominator.times(1, (atom,)))
            try:
                left = polynomial - sum(parts, ZERO).times(coefficient, cofactor)
            except TooLarge:
                continue
            if len(left.terms) == len(polynomial.terms) - sum(len(part.terms) for part in parts):
                polynomial = left
                text = f"{_left(atom.numerator)} % {_right(atom.denominator)}"
                pieces.append(_Piece(coefficient, cofactor, text))
    return polynomial, pieces


def _shifted(polynomial: Polynomial) -> tuple[Polynomial, list[_Piece]]:
    """``(H + 1) // 2 - 1`` is ``(H - 1) // 2``."""
    constant = polynomial.constant
    for monomial, coefficient in polynomial.terms.items():
        if constant >= 0 or len(monomial) != 1 or coefficient < 1 or constant % coefficient:
            continue
        quotient = monomial[0]
        if isinstance(quotient, Quotient) and quotient.divisor and quotient.numerator.constant > 0:
            numerator = quotient.numerator.plus(constant // coefficient * quotient.divisor)
            text = f"{_left(numerator)} // {quotient.divisor}"
            left = polynomial - Polynomial({monomial: coefficient, (): constant})
            return left, [_Piece(coefficient, (), text)]
    return polynomial, []


def _operation(atom: Quotient | Extremum) -> str:
    if isinstance(atom, Extremum):
        return _call(atom.name, atom.arguments)
    return f"{_left(atom.numerator)} // {_right(atom.denominator)}"


def _call(name: str, arguments: frozenset[Polynomial]) -> str:
    ordered = sorted(arguments, key=lambda argument: (argument.is_number, argument.text))
    return f"{name}({', '.join(map(show, ordered))})"


def _factor(atom: Atom) -> str:
    return _enclosed(_operation(atom)) if isinstance(atom, (Quotient, Extremum)) else atom.order[1].partition("\0")[0]


def _enclosed(operation: str) -> str:
    """In parentheses, which a call of ``max`` needs none of."""
    is_call = operation.startswith(("max(", "min(")) and _closes_at_end(operation)
    return operation if is_call else f"({operation})"


def _closes_at_end(call: str) -> bool:
    depth = 0
    for index, character in enumerate(call):
        depth += (character == "(") - (character == ")")
        if character == ")" and not depth:
            return index == len(call) - 1
    return False


def _left(polynomial: Polynomial) -> str:
    """What stands before ``//`` and ``%``: a product as it is, all else in parentheses."""
    pieces = _pieces(polynomial)
    if len(pieces) == 1 and pieces[0].coefficient > 0:
        return _enclosed(pieces[0].operation) if pieces[0].is_bare_operation else pieces[0].text()
    return f"({show(polynomial)})"


def _right(polynomial: Polynomial) -> str:
    """What stands after them: a name or a number as it is."""
    pieces = _pieces(polynomial)
    if len(pieces) == 1:
        piece = pieces[0]
        if polynomial.is_number or (piece.coefficient == 1 and len(piece.monomial) == 1 and not piece.operation):
            return piece.text()
        if piece.is_bare_operation and piece.coefficient > 0:
            return _enclosed(piece.operation)
    return f"({show(polynomial)})"
