"""Verdicts on two sizes that must be equal, and on whether they can be at all.

Equal is what has one normal form, or the same values for all remainders of its symbols; different is what some sizes
of 1 or more tell apart, which then stand in the reason; nothing is said of the rest.
"""

from __future__ import annotations

import enum
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from typed_torch.shape.sizes.atoms import Extremum, Quotient, variables
from typed_torch.shape.sizes.bounds import difference_of, highest, never_equal
from typed_torch.shape.sizes.chosen import Chosen, has_chosen, may_agree, may_be_viewed
from typed_torch.shape.sizes.named import named, names_what_follows
from typed_torch.shape.sizes.polynomials import Atom, Polynomial
from typed_torch.shape.sizes.size import Dim, Expression, Size, Symbol, Unknown, polynomial_of, size_of
from typed_torch.shape.sizes.substitution import evaluate, substitute

__all__ = ["Comparison", "Verdict", "compare", "possibly_equal", "surely_less", "verdict"]

MOST_WORK: Final = 20_000
MOST_EXPLAINED: Final = 100
_TRIED: Final = (7, 3, 5, 8, 2, 1, 12, 9, 4, 6, 10, 11, 16, 13, 30, 25)
_LARGEST_PERIOD: Final = 12


class Verdict(enum.Enum):
    """Whether two sizes are one."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What can be said of two sizes that must be equal.

    Attributes:
        verdict: equal or not; different if they differ for some sizes.
        reason: of different sizes, when they differ, such as ``"H and 2 * (H // 2) differ when H is odd"``.
        way_out: how to say that this never happens, such as ``'if it never is, say so: Dim[Literal["2 * H"]]'``;
            empty where there is none.
    """

    verdict: Verdict
    reason: str = ""
    way_out: str = ""


def verdict(a: Dim, b: Dim) -> Verdict:
    """Whether ``a`` and ``b`` are the same size."""
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return Verdict.UNKNOWN
    if a == b:
        return Verdict.EQUAL
    if not isinstance(a, Size) and not isinstance(b, Size):
        return Verdict.DIFFERENT
    if not _has_normal_form(a) or not _has_normal_form(b):
        return Verdict.UNKNOWN
    if has_chosen(a) or has_chosen(b):
        return Verdict.UNKNOWN if may_agree(polynomial_of(a), polynomial_of(b)) else Verdict.DIFFERENT
    if isinstance(a, Expression) or isinstance(b, Expression):
        found = _verdict(a, b)
        return Verdict.UNKNOWN if found is Verdict.DIFFERENT and _may_agree_by_name(a, b) else found
    return Verdict.DIFFERENT  # a symbol may be any number, and another one than any symbol


def compare(a: Dim, b: Dim) -> Comparison:
    """The verdict on ``a`` and ``b``, with a reason if they are different.

    >>> from typed_torch.shape.sizes import parse
    >>> compare(parse("H"), parse("2 * (H // 2)")).reason
    'H and 2 * (H // 2) differ when H is odd'
    """
    found = verdict(a, b)
    if found is not Verdict.DIFFERENT or isinstance(a, Unknown) or isinstance(b, Unknown):
        return Comparison(found)
    if isinstance(a, Size) or isinstance(b, Size):
        return _explained(a, b)
    return Comparison(found, f"{a} is not {b}")


def surely_less(a: Dim, b: Dim, least: int = 0) -> bool:
    """Whether ``a < b`` for all sizes of ``least`` or more.

    >>> from typed_torch.shape.sizes import parse
    >>> surely_less(parse("H % 4"), 4)
    True
    """
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return False
    if not isinstance(a, Size) and not isinstance(b, Size):
        return bool(a < b)
    if not _has_normal_form(a) or not _has_normal_form(b):
        return False
    difference = difference_of(polynomial_of(a), polynomial_of(b))
    high = None if difference is None else highest(difference, least)
    return high is not None and high < 0


def possibly_equal(a: Dim, b: Dim, least: int = 1) -> bool:
    """Whether some sizes of ``least`` or more could make ``a`` and ``b`` equal; false only if certainly none do.

    >>> from typed_torch.shape.sizes import parse
    >>> possibly_equal(parse("B * 64 * 7 * 7"), parse("B * 4096"))
    False
    """
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return True
    if not isinstance(a, Size) and not isinstance(b, Size):
        return bool(a == b)
    if not _has_normal_form(a) or not _has_normal_form(b):
        return True
    if has_chosen(a) or has_chosen(b):
        return may_be_viewed(polynomial_of(a), polynomial_of(b))
    return not never_equal(polynomial_of(a), polynomial_of(b), least)


def _has_normal_form(dim: object) -> bool:
    """Whether ``dim`` is no ``torch.SymInt``."""
    return isinstance(dim, (int, Size))


@lru_cache(8192)
def _verdict(a: int | Size, b: int | Size) -> Verdict:
    samples = _Samples(polynomial_of(a), polynomial_of(b))
    if samples.witness is not None:
        return Verdict.DIFFERENT
    return Verdict.EQUAL if samples.alike and _vanishes(samples.a, samples.b) else Verdict.UNKNOWN


@lru_cache(1024)
def _explained(a: int | Size, b: int | Size) -> Comparison:
    when, way_out = _when(_Samples(polynomial_of(a), polynomial_of(b)))
    return Comparison(Verdict.DIFFERENT, f"{a} and {b} differ{when}", way_out)


class _Samples:
    """Two polynomials, evaluated for a number of sizes of 1 or more."""

    def __init__(self, a: Polynomial, b: Polynomial) -> None:
        self.over: Sequence[Atom] = sorted(variables(a) | variables(b), key=lambda atom: atom.order)
        self.a = a
        self.b = b
        self.alike = True  # so far, each is a number where the other is
        usual = {atom: atom.default for atom in self.over if isinstance(atom, Chosen) and atom.default is not None}
        by_default = ({**values, **usual} for values in _assignments(self.over)) if usual else ()
        tried = itertools.chain(by_default, _assignments(self.over))
        self.witness = next((values for values in tried if self.differ(values)), None)

    def differ(self, values: Mapping[Atom, int]) -> bool | None:
        """Whether the two differ; ``None`` where one of them divides by 0."""
        x, y = _number(self.a, values), _number(self.b, values)
        self.alike = self.alike and (x is None) == (y is None)
        return None if x is None or y is None else x != y


def _number(polynomial: Polynomial, values: Mapping[Atom, int]) -> int | None:
    try:
        return evaluate(polynomial, values)
    except ZeroDivisionError:
        return None


def _assignments(over: Sequence[Atom]) -> Iterator[dict[Atom, int]]:
    """A few dozen choices of values, small ones and different ones first."""
    count = len(_TRIED)
    for offset in range(count):
        yield {atom: _TRIED[(index + offset) % count] for index, atom in enumerate(over)}
    for step in (1, 5, 11) if len(over) > 1 else ():
        for offset in range(count):
            yield {atom: _TRIED[(offset * (index * step + 1) + 3 * index) % count] for index, atom in enumerate(over)}
    for offset in range(count):
        yield {atom: (97 * (index + 1) + offset * (41 + 16 * index)) % 211 + 1 for index, atom in enumerate(over)}


def _when(samples: _Samples) -> tuple[str, str]:
    """For what sizes the two differ, in words, and how to say that it is never so."""
    over = samples.over
    if never_equal(samples.a, samples.b, 1):
        return f", whatever {_listed(str(atom) for atom in over)} {'is' if len(over) == 1 else 'are'}", ""
    readable = samples.a.weight + samples.b.weight <= MOST_EXPLAINED
    for atom in over if readable else ():
        period = _period((samples.a, samples.b), atom)
        if 2 <= period <= _LARGEST_PERIOD and (when := _remainders_that_differ(samples, atom, period)):
            return when
    assert samples.witness is not None
    values = _listed(f"{atom} is {value}" for atom, value in samples.witness.items())
    return f", e.g. when {values}", ""


def _remainders_that_differ(samples: _Samples, atom: Atom, period: int) -> tuple[str, str] | None:
    """Said of multiples of a number, if the two differ where ``atom`` is one, or where it is none, and only there."""
    seen: dict[int, bool] = {}
    for values in itertools.islice(_assignments(samples.over), 24):
        for remainder in range(period):
            differ = samples.differ({**values, atom: values[atom] * period + remainder})
            if differ is not None and seen.setdefault(remainder, differ) is not differ:
                return None
    apart = {remainder for remainder, differ in seen.items() if differ}
    if not 0 < len(apart) < len(seen):
        return None
    for divisor in (d for d in range(2, period + 1) if period % d == 0):
        multiples = {remainder for remainder in seen if remainder % divisor == 0}
        if apart == seen.keys() - multiples:
            words = "odd" if divisor == 2 else f"not a multiple of {divisor}"
            return f" when {atom} is {words}", f'if it never is, say so: Dim[Literal["{divisor} * {atom}"]]'
        if apart == multiples:
            return f" when {atom} is {'even' if divisor == 2 else f'a multiple of {divisor}'}", ""
    return None


def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _period(polynomials: Iterable[Polynomial], variable: Atom) -> int:
    """A number after which the quotients that ``variable`` is in repeat, but for what is whole."""
    period = 1
    for polynomial in polynomials:
        for atom in polynomial.atoms():
            if isinstance(atom, Quotient) and variable in variables(atom.numerator):
                period = math.lcm(period, (atom.divisor or 1) * _period([atom.numerator, atom.denominator], variable))
            elif isinstance(atom, Extremum):
                period = math.lcm(period, _period(atom.arguments, variable))
    return period


def _vanishes(a: Polynomial, b: Polynomial) -> bool:
    """Whether the two have one normal form for all remainders that their variables may leave, if there are few."""
    return all(_by_remainders(a, b, variables(a) | variables(b), otherwise=False))


@lru_cache(8192)
def _may_agree_by_name(a: int | Size, b: int | Size) -> bool:
    """Whether the two have one normal form for some remainders of ``Named`` sizes, or there are too many to tell.

    Or where one of them is no less than another, which is what ``min(m, n)`` asks, or one is named after the other.
    """
    one, other = polynomial_of(a), polynomial_of(b)
    names = named(one) | named(other)
    if names_what_follows(a, b) or (names and any(_by_remainders(one, other, names, otherwise=True))):
        return True
    chosen = {name for each in (one, other) for atom in each.atoms() if isinstance(atom, Extremum) for name in names}
    difference = difference_of(one, other) if chosen else None
    return difference is not None and any(
        isinstance(more, Symbol)
        and isinstance(less, Symbol)
        and substitute(size_of(difference), {more: less + Symbol(more.name, "more")}) == 0
        for more, less in itertools.permutations(chosen, 2)
    )


def _by_remainders(a: Polynomial, b: Polynomial, over: Iterable[Atom], *, otherwise: bool) -> Iterator[bool]:
    """Whether the two have one normal form, for each remainder that ``over`` may leave; if that is too much work, once
    what it is ``otherwise``.
    """
    periods = {v: _period((a, b), v) for v in over if isinstance(v, Symbol)}
    periodic = {variable: period for variable, period in periods.items() if period > 1}
    difference = difference_of(a, b)
    if difference is None or math.prod(periodic.values()) * (a.weight + b.weight) > MOST_WORK:
        yield otherwise
        return
    for remainders in itertools.product(*map(range, periodic.values())):
        chosen = zip(periodic.items(), remainders, strict=True)
        values = {variable: period * variable + remainder for (variable, period), remainder in chosen}
        try:
            yield substitute(size_of(difference), values) == 0
        except ZeroDivisionError:
            continue
