"""Computed sizes of a call: compared, or solved, once all that stands alone has been read."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import torch

from typed_torch._checking.call import Call, Misfit
from typed_torch._compiling import natively
from typed_torch.shape import Dim, Symbol
from typed_torch.shape.sizes import Expression, solve, symbols
from typed_torch.shape.sizes.atoms import Extremum, Quotient
from typed_torch.shape.sizes.polynomials import Atom, Polynomial

__all__ = ["Computed", "unsettled"]


class Computed:
    """A size that needs arithmetic, as straight code.

    Attributes:
        dim: the size.
        names: of the symbols in it, in the order that ``value`` takes their sizes.
        is_total: whether ``value`` is a number whatever they are: it divides by numbers alone.
    """

    def __init__(self, dim: Expression) -> None:
        self.dim = dim
        self.names = tuple(sorted(symbol.name for symbol in symbols(dim)))
        self.value = _code(dim, self.names)
        self.is_total = _is_total(dim.polynomial)
        self.place = len(_COMPUTED)
        _COMPUTED.append(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return Computed, (self.dim,)


# By their places, which are constants to dynamo.
_COMPUTED: list[Computed] = []


def _is_total(polynomial: Polynomial) -> bool:
    for atom in polynomial.atoms():
        if isinstance(atom, Quotient) and not (atom.divisor and _is_total(atom.numerator)):
            return False
        if isinstance(atom, Extremum) and not all(map(_is_total, atom.arguments)):
            return False
    return True


def _code(dim: Expression, names: tuple[str, ...]) -> Callable[..., Any]:
    """A function of the sizes of ``names``: built from the normal form alone, no text of anybody's is in it."""
    places = {name: f"s{index}" for index, name in enumerate(names)}
    source = f"lambda {', '.join(places.values())}: {_sum(dim.polynomial, places)}"
    made: Callable[..., Any] = eval(source, {"max": max, "min": min, "__builtins__": {}})
    return made


def _sum(polynomial: Polynomial, places: dict[str, str]) -> str:
    terms = (
        "*".join([f"({coefficient:d})", *(_atom(atom, places) for atom in monomial)])
        for monomial, coefficient in polynomial.terms.items()
    )
    return f"({'+'.join(terms) or '0'})"


def _atom(atom: Atom, places: dict[str, str]) -> str:
    if isinstance(atom, Symbol):
        return places[atom.name]
    if isinstance(atom, Quotient):
        return f"({_sum(atom.numerator, places)}//{_sum(atom.denominator, places)})"
    assert isinstance(atom, Extremum)
    name = "max" if atom.name == "max" else "min"
    return f"{name}({', '.join(_sum(argument, places) for argument in atom.arguments)})"


def unsettled(call: Call, start: int = 0) -> Misfit | None:
    """The first computed size of ``call``, from the pending one at ``start`` on, that is not the size that came."""
    left = []
    for entry in call.pending[start:]:
        check, value, place, index = entry
        computed = check.computed[index]
        sizes = []
        for name in computed.names:
            bound = call.names.get(name)
            if bound is not None:
                sizes.append(bound[0])
        if len(sizes) < len(computed.names):
            left.append(entry)
        elif not _is(computed, sizes, value.shape[index]):
            return check, value, place
    return _unsolved(call, left) if left else None


def _is(computed: Computed, sizes: list[Any], size: Any) -> bool:
    try:
        return bool(computed.value(*sizes) == size)
    except ZeroDivisionError:
        return True  # no size at all: nothing can be said


def _unsolved(call: Call, left: list[Any]) -> Misfit | None:
    """The same where names are to be found that stand nowhere alone, as ``N`` of ``2 * N``."""
    equations: Any = tuple((check.computed[index].place, value.shape[index]) for check, value, _, index in left)
    known: Any = tuple((name, bound[0]) for name, bound in call.names.items() if is_size_key(name))
    if torch.compiler.is_dynamo_compiling():
        equations = tuple((place, operator.index(size)) for place, size in equations)
        known = tuple((name, operator.index(size)) for name, size in known)
    misfit, found = _solved(equations, known)
    for name, size, index in found:
        check, value, place, axis = left[index]
        call.names[name] = (size, place, axis)
    if misfit is None:
        return None
    check, value, place, _ = left[misfit]
    return check, value, place


def is_size_key(key: str) -> bool:
    """Whether ``key`` is the name of one size."""
    return not key.startswith("*") and " " not in key


@natively
def _solved(
    equations: tuple[tuple[int, int], ...], known: tuple[tuple[str, int], ...]
) -> tuple[int | None, tuple[tuple[str, int, int], ...]]:
    """Which equation does not hold; and the names that were found, their sizes, and an equation they stand in."""
    pairs: list[tuple[Dim, Dim]] = [(_COMPUTED[place].dim, size) for place, size in equations]
    bound: dict[Symbol, Dim] = {Symbol(name): size for name, size in known}
    free = {symbol for dim, _ in pairs for symbol in symbols(dim)} - bound.keys()
    solution = solve(pairs, free, bound)
    found = tuple(
        (symbol.name, size, next(index for index, (dim, _) in enumerate(pairs) if symbol in symbols(dim)))
        for symbol, size in solution.sizes.items()
        if symbol in free and isinstance(size, int)
    )
    return None if solution.misfit is None else solution.misfit.index, found
