"""What a call that is right tells of numbers: after ``self.fc(x)`` of ``nn.Linear(dim, dim)`` and ``x`` of ``(n, d)``,
``dim`` is ``d``.

It is so where that call surely has run: not in another branch, and not before it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from mypy.checker import TypeChecker
from mypy.nodes import Context, FuncItem

from typed_torch.errors import TensorTypeError
from typed_torch.mypy_plugin.asked import keep_number
from typed_torch.mypy_plugin.defaults import is_always_run, is_run
from typed_torch.mypy_plugin.findings import findings
from typed_torch.mypy_plugin.report import is_trial
from typed_torch.mypy_plugin.specs import dims_in, has_both, numbers_in, put_in
from typed_torch.mypy_plugin.syntax import is_in_another_branch, may_be_left_out
from typed_torch.mypy_plugin.tested import tested_sizes
from typed_torch.shape import Dim, Refusal, Symbol
from typed_torch.shape.dims import differ
from typed_torch.shape.sizes import Chosen, chosen_for, default_that_parts, has_chosen, symbols

__all__ = [
    "Met",
    "as_met",
    "keep_met",
    "keep_number_met",
    "learn_numbers",
    "learn_of_equal",
    "names_met",
    "rows_of_met",
    "sure_of",
]

_Value = TypeVar("_Value")


class Met(NamedTuple):
    """A number, or a name meant to be one, and the size that it met, to which a number of 1 stretches as well."""

    number: Symbol
    size: Dim
    line: int
    stretches: bool


class _AllMet(list[Met]):
    """What the numbers of one function have met."""


def _met_here(api: TypeChecker) -> list[Met]:
    """The same of the function that is checked."""
    return findings(api.tree, api.scope.current_function(), _AllMet)


def as_met(api: TypeChecker, at: Context, value: _Value, of: type[Symbol] = Symbol) -> _Value:
    """``value`` with what its numbers, and its names, are in ``at``, by the calls that have run before it."""
    known: dict[Symbol, Dim] = {each.number: each.size for each in _met_before(api, at) if isinstance(each.number, of)}
    return put_in(known, value) if known else value


def _met_before(api: TypeChecker, at: Context) -> Iterator[Met]:
    for each in _met_here(api):
        if each.line <= at.line and not is_in_another_branch(api.path, each.line, at.line):
            yield each


def keep_met(api: TypeChecker, at: Context, name: Symbol, number: int) -> None:
    """Keep that ``name`` is meant to be ``number`` where ``at`` has surely run."""
    met = Met(name, number, at.line, stretches=False)
    if met not in _met_here(api) and not is_trial() and not may_be_left_out(api.path, at.line, at.column):
        _met_here(api).append(met)


def sure_of(api: TypeChecker, function: FuncItem) -> list[Met]:
    """What every call of ``function``, of this file, that is right tells of numbers."""
    return [each for each in findings(api.tree, function, _AllMet) if is_run(api, each.line)]


def keep_number_met(api: TypeChecker, at: Context, number: Chosen, size: Dim) -> None:
    """Keep that ``number`` is ``size`` where ``at``, the call of what asks for that, has surely run."""
    if not is_trial() and not has_chosen(size) and not may_be_left_out(api.path, at.line, at.column):
        _keep(api, at, number, size)


def names_met(api: TypeChecker) -> set[tuple[str, Dim]]:
    """What names are meant to be in the function that is checked, as far as mypy has seen it."""
    return {(each.number.name, each.size) for each in _met_here(api)}


def rows_of_met(api: TypeChecker, at: Context, value: Any) -> Iterator[str]:
    """The rows of a message that say what the numbers in ``value`` are, and since when."""
    found = {symbol for dim in dims_in(value) for symbol in symbols(dim)}
    owners = {number.owner for number in numbers_in(value)}
    for each in _met_before(api, at):
        is_asked = each.number in found or (isinstance(each.number, Chosen) and each.number.owner in owners)
        if is_asked and each.number.name != str(each.size):
            yield f"  {each.number.name:<12} is {each.size}{', or 1,' * each.stretches} since line {each.line}"
    pairs = itertools.combinations(dict.fromkeys([*dims_in(value), *dims_in(as_met(api, at, value))]), 2)
    for number in dict.fromkeys(default_that_parts(one, other) for one, other in pairs):
        if number is not None:
            yield f"  {number.name:<12} is {number.default} by default"


def learn_numbers(
    api: TypeChecker, at: Context, rule: Callable[[Any], Any], value: Any, *, may_be_one: bool = True
) -> None:
    """Keep what the numbers in ``value``, which ``rule`` takes, have to be for it to take them.

    Where one that stretches would do, it ``may_be_one`` or not, as one gate for all is and one of all features is not.

    Raises:
        TensorTypeError, Refusal: one would have to be the size that another one is, and the two are meant to differ.
    """
    numbers = numbers_in(value)
    sizes = list(dict.fromkeys(dim for dim in dims_in(value) if dim != 1 and not has_chosen(dim)))
    if not numbers or not sizes or is_trial() or may_be_left_out(api.path, at.line, at.column):
        return
    apart: dict[Symbol, Dim] = {number: Symbol(number.name, _ANY) for number in numbers}
    if _error_of(rule, value, apart) is None:
        return
    for number in sorted(numbers, key=lambda each: each.order):
        error = _error_of(rule, value, {number: apart[number]})
        stretches = error is not None and _error_of(rule, value, {number: 1}) is None
        if error is None or (stretches and number.default == 1):
            continue
        found = [size for size in sizes if _error_of(rule, value, {number: size}) is None]
        if len(found) != 1 or (stretches and not isinstance(found[0], Symbol)):
            continue
        if has_both(value, number, found[0]) and not tested_sizes(api, at.line, at.column):
            raise error
        is_alone = number in dims_in(value) and not may_be_one
        is_sure = not stretches or (is_alone and is_always_run(api, at))
        _keep(api, at, number, found[0], error if is_sure else None, stretches=stretches)


def learn_of_equal(api: TypeChecker, at: Context, one: Dim, other: Dim) -> None:
    """Keep what a number has to be for ``one`` and ``other``, products of sizes, to be one."""
    found = chosen_for(one, other)
    if found is not None and not is_trial() and not may_be_left_out(api.path, at.line, at.column):
        _keep(api, at, *found)


def _keep(
    api: TypeChecker, at: Context, number: Chosen, size: Dim, error: Exception | None = None, *, stretches: bool = False
) -> None:
    met = _met_here(api)
    others = [each.number for each in _met_before(api, at) if each.size == size != 1 and not each.stretches]
    if error is not None and any(differ(number, each) for each in others) and not tested_sizes(api, at.line, at.column):
        raise error
    if all(each.number != number for each in met):
        met.append(Met(number, size, at.line, stretches))
        if not stretches:
            keep_number(api, at, number, size)


_ANY = object()  # the scope of a number that may be any other


def _error_of(rule: Callable[[Any], Any], value: Any, numbers: Mapping[Symbol, Dim]) -> Exception | None:
    try:
        rule(put_in(numbers, value))
    except (TensorTypeError, Refusal) as error:
        return error
    return None
