"""Numbers that code is given and that no type names, such as ``heads: int``: the same wherever they are read.

A symbol stands for every size; a ``Chosen`` stands for one number, of which only the program knows which. So two sizes
with such a number in them are different only if no choice of it, of 0 or more, makes them one. But two numbers that
one function is given by two names are meant to be two, and so are one and a size, ``channels: C``, beside it.

``Held`` is what the annotations of an object call a size. Among each other these are symbols as any; what a method
calls a size may be any of them, unless its name is that of another.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterator
from contextlib import contextmanager

from typed_torch.shape.sizes.atoms import Quotient, variables
from typed_torch.shape.sizes.bounds import difference_of, never_equal
from typed_torch.shape.sizes.polynomials import ONE, Atom, Monomial, Polynomial, quotient_of_monomials
from typed_torch.shape.sizes.size import Dim, Size, Symbol, polynomial_of, size_of
from typed_torch.shape.sizes.substitution import substitute, symbols

__all__ = [
    "Chosen",
    "Held",
    "chosen_for",
    "default_that_parts",
    "has_chosen",
    "may_agree",
    "may_be_viewed",
    "must_be_one",
    "reduced",
    "whatever_is_given",
]


# One for each ``whatever_is_given`` that lasts.
_IGNORED: list[None] = []


@contextmanager
def whatever_is_given() -> Iterator[None]:
    """Have no number a default while this lasts."""
    _IGNORED.append(None)
    try:
        yield
    finally:
        _IGNORED.pop()


class Chosen(Symbol):
    """A number called ``name`` that ``scope`` is given."""

    __slots__ = ()

    @property
    def owner(self) -> Hashable:
        """Who is given it, and tells it from others by its name; ``None`` if nobody does."""
        return getattr(self.scope, "function", None)

    @property
    def words(self) -> Collection[str]:
        """What the annotations beside it call other sizes, and those of an object all of them."""
        found: Collection[str] = getattr(self.scope, "words", ())
        return found

    @property
    def others(self) -> Collection[str]:
        """The names of numbers beside it that it may be."""
        found: Collection[str] = getattr(self.scope, "others", ())
        return found

    @property
    def default(self) -> int | None:
        """The number that it is where none is given; ``None`` within ``whatever_is_given``."""
        found: int | None = getattr(self.scope, "default", None)
        return None if _IGNORED else found


class Held(Chosen):
    """A size that an object's annotations call ``name``; ``scope`` has the ``path`` to the object and all ``words``."""

    __slots__ = ()

    @property
    def owner(self) -> Hashable:
        return self.scope.function, self.scope.path  # type: ignore[attr-defined]

    @property
    def is_of_shared_words(self) -> bool:
        """Whether the code around it calls sizes of the object as the object does."""
        return bool(getattr(self.scope, "is_shared", False))

    @property
    def may_be_a_number(self) -> bool:
        """Whether the object may have been made with a size that is a number there."""
        return bool(getattr(self.scope, "is_local", False))


def has_chosen(dim: Dim) -> bool:
    """Whether ``dim`` depends on a number that no type names."""
    return isinstance(dim, Size) and any(isinstance(each, Chosen) for each in variables(dim.polynomial))


def may_agree(a: Polynomial, b: Polynomial) -> bool:
    """Whether a choice of the numbers in ``a`` and ``b`` may make them one size of 1 or more, for all other symbols.

    A symbol that stands alone may be what its users call the number in that place. Otherwise, a sum of terms without
    such a number is nothing that a choice could make up for, if none of the other terms depends on a symbol in it.
    ``heads * (dim // heads)`` is meant to be ``dim``.
    """
    if default_that_parts(size_of(a), size_of(b)) is not None:
        return False
    are_sizes = all(isinstance(each, Held) for each in variables(a) | variables(b) if isinstance(each, Chosen))
    if any(never_equal(*pair, int(are_sizes)) or _are_meant_apart(*pair) for pair in _ways_to_see(a, b)):
        return False
    a, b = reduced(a, b)
    if _stands_alone(a) or _stands_alone(b):
        return True
    difference = difference_of(a, b)
    if difference is None:
        return True
    fixed = [monomial for monomial in difference.terms if not _depends(monomial)]
    moving = [monomial for monomial in difference.terms if _depends(monomial)]
    if any(len(monomial) == 1 and _is_any_number(monomial[0]) for monomial in moving):
        return True
    reached = {variable for monomial in moving for variable in _variables(monomial)}
    return all(_variables(monomial) <= reached for monomial in fixed)


def default_that_parts(a: Dim, b: Dim) -> Chosen | None:
    """The number whose default makes ``a`` and ``b`` different, whatever all others are, as ``4 * D`` and ``D``.

    Nothing is said where two numbers are left: who gives another one knows both.
    """
    if not isinstance(a, (int, Size)) or not isinstance(b, (int, Size)):
        return None
    for number in sorted(symbols(a) | symbols(b), key=lambda each: each.order):
        if isinstance(number, Chosen) and number.default is not None:
            one, other = (_given(each, number) for each in (a, b))
            if one is None or other is None or (one.is_number and other.is_number):
                continue
            if never_equal(one, other, 1):
                return number
    return None


def _given(dim: int | Size, number: Chosen) -> Polynomial | None:
    """``dim`` with the default of ``number``; ``None`` where that is no size."""
    try:
        found = substitute(dim, {number: number.default or 0})
    except ZeroDivisionError:
        return None
    return polynomial_of(found) if isinstance(found, (int, Size)) else None


def chosen_for(a: Dim, b: Dim) -> tuple[Chosen, Dim] | None:
    """The number that ``a == b`` says the size of, and that size.

    >>> from typed_torch.shape.sizes import parse
    >>> number, size = chosen_for(parse("N * D"), parse("N") * Chosen("dim"))
    >>> f"{number} is {size}"
    'dim is D'
    """
    if not isinstance(a, Size) or not isinstance(b, Size):
        return None
    sides = [size_of(side) for side in reduced(a.polynomial, b.polynomial)]
    for number, size in (sides, sides[::-1]):
        if isinstance(number, Chosen) and not has_chosen(size):
            return number, size
    return None


def must_be_one(a: Dim, b: Dim) -> list[str]:
    """What would have to be 1, since a whole product is, for ``a`` and ``b`` to be one size.

    >>> must_be_one(6, 6 * Chosen("heads"))
    ['heads']
    """
    if not isinstance(a, (int, Size)) or not isinstance(b, (int, Size)):
        return []
    one, other = reduced(polynomial_of(a), polynomial_of(b))
    one, other = (other, one) if other.is_number else (one, other)
    if one != ONE or list(other.terms.values()) != [1]:
        return []
    (monomial,) = other.terms
    names = [atom.name for atom in monomial if isinstance(atom, Symbol)]
    return list(dict.fromkeys(names)) if len(names) == len(monomial) else []


def reduced(a: Polynomial, b: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Both without what they have in common, which is 1 or more where they are: sizes, and parts of sizes."""
    if not a or not b:
        return a, b
    common = Polynomial({**a.terms, **b.terms}).common_factor()
    factor = tuple(atom for atom in common if isinstance(atom, (Symbol, Quotient)))
    number = math.gcd(a.content(), b.content())
    return a.over(number, factor), b.over(number, factor)


def may_be_viewed(a: Polynomial, b: Polynomial) -> bool:
    """Whether a choice of the numbers in ``a`` and ``b``, products of sizes, and some other sizes make them one."""
    symbols = frozenset(each for each in variables(a) | variables(b) if not isinstance(each, Chosen))
    pairs = _ways_to_see(a, b)
    return not any(never_equal(one, other, 0, symbols) or _are_meant_apart(one, other) for one, other in pairs)


def _ways_to_see(a: Polynomial, b: Polynomial) -> Iterator[tuple[Polynomial, Polynomial]]:
    """What ``a`` and ``b`` differ in, as they are, and with all that is divided and multiplied by the same whole."""
    yield reduced(a, b)
    one, other = _exact(a), _exact(b)
    if (one, other) != (a, b):
        yield reduced(one, other)


def _exact(polynomial: Polynomial) -> Polynomial:
    """A product with what is divided and multiplied by the same size again, as if nothing were left over.

    >>> from typed_torch.shape.sizes import parse
    >>> str(size_of(_exact(polynomial_of(parse("3 * K * (D // K)")))))
    '3 * D'
    """
    if len(polynomial.terms) != 1:
        return polynomial
    ((monomial, coefficient),) = polynomial.terms.items()
    for atom in monomial:
        if isinstance(atom, Quotient) and len(atom.denominator.terms) == 1 and not atom.denominator.is_number:
            ((divisor, number),) = atom.denominator.terms.items()
            rest = quotient_of_monomials(quotient_of_monomials(monomial, (atom,)) or (), divisor)
            if rest is not None and coefficient % number == 0:
                return _exact(atom.numerator.times(coefficient // number, rest))
    return polynomial


def _are_meant_apart(a: Polynomial, b: Polynomial) -> bool:
    """Whether ``a`` and ``b`` go by different names of one owner."""
    found = variables(a) | variables(b)
    if ONE in (a, b):  # an object may be of one of everything, and code that knows it by a test
        return False
    if all(isinstance(each, Held) for each in found):
        owners = {each.owner for each in found if isinstance(each, Held)}
        if (a.is_number or b.is_number) and any(each.may_be_a_number for each in found if isinstance(each, Held)):
            return False
        return len(owners) == 1 and all(isinstance(atom, Symbol) for atom in _atoms(a, b))
    one, other = _alone(a), _alone(b)
    if isinstance(one, Chosen) and isinstance(other, Chosen):
        may_be_one = one.name in other.others or other.name in one.others
        return one.owner is not None and one.owner == other.owner and not may_be_one
    return _is_another(one, other) or _is_another(other, one)


def _is_another(number: Symbol | None, named: Symbol | None) -> bool:
    """Whether ``named`` is a size that the annotations beside ``number`` name, and not itself."""
    if not isinstance(number, Chosen) or named is None:
        return False
    if isinstance(number, Held):
        return named.name != number.name and (named.name in number.words or number.is_of_shared_words)
    return named.name in number.words


def _atoms(*polynomials: Polynomial) -> Iterator[object]:
    return (atom for polynomial in polynomials for monomial in polynomial.terms for atom in monomial)


def _alone(polynomial: Polynomial) -> Symbol | None:
    """The symbol that ``polynomial`` is, if it is one."""
    if not _stands_alone(polynomial):
        return None
    ((symbol,),) = polynomial.terms
    assert isinstance(symbol, Symbol)
    return symbol


def _stands_alone(polynomial: Polynomial) -> bool:
    return list(polynomial.terms.values()) == [1] and all(
        len(monomial) == 1 and isinstance(monomial[0], Symbol) for monomial in polynomial.terms
    )


def _is_any_number(atom: Atom) -> bool:
    """Whether a choice makes ``atom`` any number: a number itself, and what a part of it is, ``dim // 2``."""
    if isinstance(atom, Quotient) and atom.divisor:
        return any(len(each) == 1 and isinstance(each[0], Chosen) for each in atom.numerator.terms)
    return isinstance(atom, Chosen)


def _variables(monomial: Monomial) -> frozenset[object]:
    return frozenset(variables(Polynomial({monomial: 1})))


def _depends(monomial: Monomial) -> bool:
    return any(isinstance(variable, Chosen) for variable in _variables(monomial))
