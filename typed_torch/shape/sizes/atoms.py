"""What polynomials hold besides variables: quotients rounded down, maxima and minima."""

from __future__ import annotations

from functools import lru_cache

from typed_torch.shape.sizes.polynomials import MOST_WEIGHT, Atom, Polynomial, TooLarge

__all__ = ["Extremum", "Quotient", "variables"]


class Quotient:
    """``numerator // denominator``, as ``division`` leaves it. Immutable."""

    __slots__ = ("_hash", "denominator", "numerator", "order", "weight")

    def __init__(self, numerator: Polynomial, denominator: Polynomial) -> None:
        self.numerator = numerator
        self.denominator = denominator
        self.weight = _weighed(numerator, denominator)
        self.order = (1, f"({numerator.text})//({denominator.text})")
        self._hash = hash((numerator, denominator))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Quotient) or self._hash != other._hash:
            return False
        return self.numerator == other.numerator and self.denominator == other.denominator

    def __hash__(self) -> int:
        return self._hash

    @property
    def divisor(self) -> int:
        """The denominator if it is a number, else 0."""
        return self.denominator.constant if self.denominator.is_number else 0


class Extremum:
    """The ``"max"`` or ``"min"`` of two or more ``arguments``, as ``extrema`` leaves them. Immutable."""

    __slots__ = ("_hash", "arguments", "name", "order", "weight")

    def __init__(self, name: str, arguments: frozenset[Polynomial]) -> None:
        self.name = name
        self.arguments = arguments
        self.weight = _weighed(*arguments)
        self.order = (2, f"{name}({','.join(sorted(argument.text for argument in arguments))})")
        self._hash = hash((name, arguments))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Extremum) and self.name == other.name and self.arguments == other.arguments

    def __hash__(self) -> int:
        return self._hash


def _weighed(*parts: Polynomial) -> int:
    weight = 1 + sum(part.weight for part in parts)
    if weight > MOST_WEIGHT:
        raise TooLarge
    return weight


@lru_cache(4096)
def variables(polynomial: Polynomial) -> frozenset[Atom]:
    """The variables of ``polynomial``, also those inside its quotients and extrema."""
    found: set[Atom] = set()
    for atom in polynomial.atoms():
        if isinstance(atom, Quotient):
            found |= variables(atom.numerator) | variables(atom.denominator)
        elif isinstance(atom, Extremum):
            found = found.union(*map(variables, atom.arguments))
        else:
            found.add(atom)
    return frozenset(found)
