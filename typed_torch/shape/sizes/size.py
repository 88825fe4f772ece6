"""The sizes that rules compute with beside ints: symbols, expressions over them, and what is not known."""

from __future__ import annotations

import enum
import operator
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeAlias

from typed_torch.shape.sizes.division import divide
from typed_torch.shape.sizes.extrema import extremum
from typed_torch.shape.sizes.polynomials import Polynomial, TooLarge
from typed_torch.shape.sizes.sums import shortest

__all__ = [
    "UNKNOWN",
    "Dim",
    "Expression",
    "Size",
    "Symbol",
    "Unknown",
    "maximum",
    "minimum",
    "polynomial_of",
    "size_of",
]


class Size:
    """A size that is no number yet: a ``Symbol``, or an ``Expression`` over symbols.

    ``+ - * // %`` take sizes, ints and ``UNKNOWN`` on either side. What comes out is an ``int`` if its normal
    form is a number, and ``UNKNOWN`` if an operand is or if it grows past the limits. ``==`` compares
    normal forms, so it never depends on values; sizes have no order.

    Raises:
        ZeroDivisionError: the divisor is 0.
    """

    __slots__ = ()
    polynomial: Polynomial

    def __add__(self, other: Dim) -> Dim:
        return _combined(operator.add, self, other)

    def __radd__(self, other: Dim) -> Dim:
        return _combined(operator.add, other, self)

    def __sub__(self, other: Dim) -> Dim:
        return _combined(operator.sub, self, other)

    def __rsub__(self, other: Dim) -> Dim:
        return _combined(operator.sub, other, self)

    def __mul__(self, other: Dim) -> Dim:
        return _combined(operator.mul, self, other)

    def __rmul__(self, other: Dim) -> Dim:
        return _combined(operator.mul, other, self)

    def __floordiv__(self, other: Dim) -> Dim:
        return _combined(divide, self, other)

    def __rfloordiv__(self, other: Dim) -> Dim:
        return _combined(divide, other, self)

    def __mod__(self, other: Dim) -> Dim:
        return _combined(_remainder, self, other)

    def __rmod__(self, other: Dim) -> Dim:
        return _combined(_remainder, other, self)

    def __neg__(self) -> Dim:
        return size_of(-self.polynomial)

    def __pos__(self) -> Dim:
        return self

    def __str__(self) -> str:
        from typed_torch.shape.sizes.printing import show

        return show(self.polynomial)


class Symbol(Size):
    """A size known only by name; two symbols of one name and scope are the same size."""

    __slots__ = ("_hash", "name", "order", "polynomial", "scope")
    weight: Final = 1

    def __init__(self, name: str, scope: Hashable = None) -> None:
        self.name = name
        self.scope = scope
        self.order = (0, name if scope is None else f"{name}\0{scope!r}")
        self._hash = hash((name, scope))
        self.polynomial = Polynomial.atom(self)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Symbol) and self.name == other.name and self.scope == other.scope

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        return Symbol, (self.name, self.scope)

    def __repr__(self) -> str:
        return f"Symbol({self.name!r})" if self.scope is None else f"Symbol({self.name!r}, {self.scope!r})"


class Expression(Size):
    """A size that is computed from symbols; made by arithmetic on them and by ``parse``."""

    __slots__ = ("polynomial",)

    def __init__(self, polynomial: Polynomial) -> None:
        self.polynomial = polynomial

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Expression) and self.polynomial == other.polynomial)

    def __hash__(self) -> int:
        return hash(self.polynomial)

    def __repr__(self) -> str:
        return f"<size {self}>"


class Unknown(enum.Enum):
    """The type of ``UNKNOWN``, which makes unknown whatever is computed from it; only 0 times it is 0."""

    UNKNOWN = "?"

    def __add__(self, other: Dim) -> Dim:
        return self if _is_dim(other) else NotImplemented

    __radd__ = __sub__ = __rsub__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __add__

    def __mul__(self, other: Dim) -> Dim:
        return 0 if isinstance(other, int) and other == 0 else self + other

    __rmul__ = __mul__

    def __neg__(self) -> Dim:
        return self


UNKNOWN: Final = Unknown.UNKNOWN

Dim: TypeAlias = int | Size | Unknown


def polynomial_of(dim: int | Size) -> Polynomial:
    """The normal form of ``dim``."""
    return dim.polynomial if isinstance(dim, Size) else Polynomial.number(int(dim))


def size_of(polynomial: Polynomial) -> int | Size:
    """The size whose normal form is ``polynomial``: an ``int``, a ``Symbol`` or an ``Expression``."""
    terms = polynomial.terms
    if len(terms) <= 1:
        if polynomial.is_number:
            return polynomial.constant
        ((monomial, coefficient),) = terms.items()
        if coefficient == 1 and len(monomial) == 1 and isinstance(monomial[0], Symbol):
            return monomial[0]
    return Expression(polynomial)


def _combined(operation: Callable[[Polynomial, Polynomial], Polynomial], a: Dim, b: Dim) -> Dim:
    if not isinstance(a, (int, Size)) or not isinstance(b, (int, Size)):
        return UNKNOWN if _is_dim(a) and _is_dim(b) else NotImplemented
    try:
        return size_of(shortest(operation(polynomial_of(a), polynomial_of(b))))
    except TooLarge:
        return UNKNOWN


def _is_dim(value: object) -> bool:
    """Whether ``value`` is a size of any kind; a ``SymInt`` is one, but has no normal form together with a ``Size``."""
    return isinstance(value, (Size, Unknown)) or hasattr(value, "__index__")


def _remainder(a: Polynomial, b: Polynomial) -> Polynomial:
    return a - divide(a, b) * b


def maximum(*dims: Dim) -> Dim:
    """The greatest of ``dims``, as ``max`` is of numbers; unknown if one of them is."""
    return _extremum("max", max, dims)


def minimum(*dims: Dim) -> Dim:
    """The least of ``dims``, as ``min`` is of numbers; unknown if one of them is."""
    return _extremum("min", min, dims)


def _extremum(name: str, of_numbers: Callable[[Any], Any], dims: tuple[Dim, ...]) -> Dim:
    sizes = [dim for dim in dims if not isinstance(dim, Unknown)]
    if len(sizes) < len(dims):
        return UNKNOWN
    if not any(isinstance(dim, Size) for dim in dims):
        return of_numbers(dims)  # type: ignore[no-any-return]
    try:
        return size_of(shortest(extremum(name, frozenset(map(polynomial_of, sizes)))))
    except TooLarge:
        return UNKNOWN
