"""Solving: which sizes make the sizes that a signature asks for those that a call passes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from typed_torch.shape.sizes.atoms import variables
from typed_torch.shape.sizes.comparing import Verdict, compare, possibly_equal, verdict
from typed_torch.shape.sizes.polynomials import Polynomial, quotient_of_monomials
from typed_torch.shape.sizes.size import UNKNOWN, Dim, Size, Symbol, Unknown, size_of
from typed_torch.shape.sizes.substitution import evaluate, substitute, symbols

__all__ = ["Misfit", "Solution", "linear", "solve"]


@dataclass(frozen=True, slots=True)
class Misfit:
    """An equation that nothing solves.

    Attributes:
        index: which one, from 0.
        asked: its pattern, with the sizes that are known by then in place.
        got: the size that was passed.
        reason: why they do not fit, such as ``"2 * N is even, 7 is not"``.
        way_out: see ``Comparison``.
    """

    index: int
    asked: Dim
    got: Dim
    reason: str
    way_out: str = ""


@dataclass(frozen=True, slots=True)
class Solution:
    """The sizes that were found, and the first equation that does not hold, if there is one."""

    sizes: Mapping[Symbol, Dim]
    misfit: Misfit | None = None


def solve(
    equations: Iterable[tuple[Dim, Dim]], free: Set[Symbol], bound: Mapping[Symbol, Dim] | None = None
) -> Solution:
    """Find the sizes of ``free`` that make every pattern the size it is paired with.

    The order of the equations does not matter: a symbol that stands alone somewhere is read there, then those
    that one equation leaves a single value, as long as there are any; what is left is checked as far as it can be. A
    pattern such as ``H // 2`` binds nothing, and nothing is refused that some sizes would make right. What only meets
    ``UNKNOWN`` is bound to it.

    >>> from typed_torch.shape.sizes import parse
    >>> solve([(parse("2 * N"), 6)], {Symbol("N")}).sizes
    {Symbol('N'): 3}
    >>> solve([(parse("2 * N"), 7)], {Symbol("N")}).misfit.reason
    '2 * N is even, 7 is not'
    """
    pairs = list(equations)
    if all(free.isdisjoint(symbols(value)) for _, value in pairs):
        return _Solver(pairs, free, bound or {}).solution()
    # A function that calls itself: what is asked for and what is passed have the same names.
    own = {symbol: Symbol(symbol.name, ("asked", symbol)) for symbol in free}
    renamed = [(substitute(pattern, own), value) for pattern, value in pairs]
    solution = _Solver(renamed, set(own.values()), {own.get(s, s): v for s, v in (bound or {}).items()}).solution()
    names = {renamed: symbol for symbol, renamed in own.items()}
    return Solution({names.get(symbol, symbol): size for symbol, size in solution.sizes.items()}, solution.misfit)


class _Solver:
    def __init__(self, equations: Sequence[tuple[Dim, Dim]], free: Set[Symbol], bound: Mapping[Symbol, Dim]) -> None:
        self.open = dict(enumerate(equations))
        self.free = free
        self.sizes = dict(bound)
        self.misfit: Misfit | None = None

    def solution(self) -> Solution:
        while self.misfit is None and (self.settle() or self.read_one()):
            pass
        if self.misfit is None:
            self.check_the_rest()
        return Solution(self.sizes, self.misfit)

    def settle(self) -> bool:
        """Bind the symbols that stand alone, and check the equations in which nothing is left to find."""
        progress = False
        for index, (pattern, value) in list(self.open.items()):
            asked = self.known(pattern)
            if isinstance(asked, Symbol) and self.is_open(asked):
                if isinstance(value, Unknown):
                    continue
                self.sizes[asked] = value
            elif self.unknowns(asked):
                continue
            else:
                self.check(index, asked)
            del self.open[index]
            progress = True
        return progress and self.misfit is None

    def read_one(self) -> bool:
        """Bind the symbol of the first equation that leaves one symbol, and one value for it."""
        for index, (pattern, value) in self.open.items():
            asked = self.known(pattern)
            unknowns = self.unknowns(asked)
            if len(unknowns) != 1 or not isinstance(asked, Size) or isinstance(value, Unknown):
                continue
            (symbol,) = unknowns
            found, reason = _value(asked, symbol, value)
            if not reason and not isinstance(found, Size | Unknown) and found < 0:
                reason = f"{symbol} would be {found}"
            if reason:
                self.misfit = Misfit(index, asked, value, reason)
                return False
            if not isinstance(found, Unknown):
                self.sizes[symbol] = found
                del self.open[index]
                return True
        return False

    def check_the_rest(self) -> None:
        """Refuse what no sizes make right; what is unknown binds the symbols that stand alone."""
        for index, (pattern, value) in self.open.items():
            asked = self.known(pattern)
            if isinstance(asked, Symbol) and self.is_open(asked):
                self.sizes[asked] = UNKNOWN
            elif not possibly_equal(asked, value, 0):
                self.misfit = Misfit(index, asked, value, f"{asked} is never {value}")
                return

    def check(self, index: int, asked: Dim) -> None:
        pattern, value = self.open[index]
        comparison = compare(asked, value)
        if comparison.verdict is Verdict.DIFFERENT and self.misfit is None:
            numbers = not isinstance(asked, Size) and not isinstance(value, Size)
            reason = f"{pattern} is {asked}, not {value}" if numbers and pattern != asked else comparison.reason
            self.misfit = Misfit(index, asked, value, reason, comparison.way_out)

    def known(self, pattern: Dim) -> Dim:
        """``pattern`` with what has been found in place."""
        try:
            return substitute(pattern, self.sizes)
        except ZeroDivisionError:
            return UNKNOWN

    def is_open(self, symbol: Symbol) -> bool:
        return symbol in self.free and symbol not in self.sizes

    def unknowns(self, dim: Dim) -> frozenset[Symbol]:
        return frozenset(symbol for symbol in symbols(dim) if self.is_open(symbol))


def _value(asked: Size, symbol: Symbol, value: int | Size) -> tuple[Dim, str]:
    """What makes ``asked``, in ``symbol``, ``value``, ``UNKNOWN`` if several sizes may; or why nothing does."""
    split = linear(asked.polynomial, symbol)
    if split is None:
        return (UNKNOWN, "") if isinstance(value, Size) else _root(asked, symbol, value)
    factor, rest = split
    left = value - rest
    if isinstance(left, Unknown) or factor == 0:
        return UNKNOWN, ""
    if verdict(left % factor, 0) is Verdict.DIFFERENT:
        return UNKNOWN, _why_not(asked, factor, left, value)
    return left // factor, ""


def linear(polynomial: Polynomial, symbol: Symbol) -> tuple[int | Size, int | Size] | None:
    """``a`` and ``b`` of ``a * symbol + b``, or ``None`` if it is not of that form."""
    factor, rest = {}, {}
    for monomial, coefficient in polynomial.terms.items():
        quotient = quotient_of_monomials(monomial, (symbol,))
        if quotient is None:
            rest[monomial] = coefficient
        else:
            factor[quotient] = coefficient
    parts = Polynomial(factor), Polynomial(rest)
    if not factor or any(symbol in variables(part) for part in parts):
        return None
    return size_of(parts[0]), size_of(parts[1])


def _why_not(asked: Size, factor: int | Size, left: int | Size, value: int | Size) -> str:
    verb = "need not be" if isinstance(left, Size) or isinstance(factor, Size) else "is not"
    if left != value or isinstance(factor, Size):
        return f"{asked} cannot be {value}: {left} {verb} a multiple of {factor}"
    if abs(factor) == 2:
        return f"{asked} is even, {value} {verb}"
    return f"{asked} is a multiple of {abs(factor)}, {value} {verb}"


def _root(asked: Size, symbol: Symbol, value: int) -> tuple[Dim, str]:
    """The same where ``asked`` is a polynomial in ``symbol`` alone that grows with it."""
    terms = asked.polynomial.terms
    if not all(c > 0 and set(monomial) <= {symbol} for monomial, c in terms.items() if monomial):
        return UNKNOWN, ""
    low, high = 0, max(abs(value), 1) + abs(asked.polynomial.constant)
    while low < high:
        middle = (low + high) // 2
        if evaluate(asked.polynomial, {symbol: middle}) < value:
            low = middle + 1
        else:
            high = middle
    found = evaluate(asked.polynomial, {symbol: low}) == value
    return (low, "") if found else (UNKNOWN, f"{asked} is never {value}")
