"""What the lines of a method ask of the numbers that its object is made with, kept for calls of that object.

A line that code may skip asks nothing. What a size is by a number that ``__init__`` is given is kept among the names
of the file, so that other files find it, also in mypy's cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from mypy.checker import TypeChecker
from mypy.nodes import CallExpr, Context, Expression, FuncDef, MemberExpr, OpExpr
from mypy.types import LiteralType, TypeVarType, UnionType, get_proper_type
from mypy.types_utils import remove_optional

from typed_torch.mypy_plugin.branches import branches_on_shapes
from typed_torch.mypy_plugin.chosen import Given, chosen_type
from typed_torch.mypy_plugin.convert import dim_of
from typed_torch.mypy_plugin.defaults import is_always_run
from typed_torch.mypy_plugin.findings import findings
from typed_torch.mypy_plugin.kept import keep, kept
from typed_torch.mypy_plugin.report import is_trial, is_tried, places
from typed_torch.mypy_plugin.specs import numbers_in
from typed_torch.shape import Dim, Symbol
from typed_torch.shape.sizes import Chosen

__all__ = ["Asked", "Fact", "asked_of", "facts_of", "keep_asked", "keep_number"]

_TAKES = "takes"
_MOST_ASKED = 400
_DEEPEST = 3


class Asked(NamedTuple):
    """What a line of a method asks: that ``takes`` refuses nothing of ``values``."""

    takes: Callable[[Any], Any]
    values: Any
    where: tuple[str, ...]


class _AllAsked(dict[object, Asked]):
    """What one method asks, by the place of the line."""


def asked_of(api: TypeChecker, function: FuncDef) -> list[Asked]:
    """What the lines of ``function``, of this file, ask, as far as mypy has seen it."""
    return [*findings(api.tree, function, _AllAsked).values()]


def keep_asked(
    api: TypeChecker, at: Context, takes: Callable[[Any], Any], values: Any, where: tuple[str, ...] = ()
) -> None:
    """Keep what a line of a method asks of the numbers that its object is made with."""
    function, info = api.scope.current_function(), api.scope.current_class()
    if not isinstance(function, FuncDef) or is_trial() or len(where) > _DEEPEST:
        return
    if not any(map(_is_of_an_object, numbers_in(values))) or not is_always_run(api, at) or _is_one_of_several(api, at):
        return
    asked = findings(api.tree, function, _AllAsked)
    if len(asked) < _MOST_ASKED and not branches_on_shapes(api.path, at.line):
        place = at.line, at.column, at.end_column, places(), where
        asked[place] = Asked(takes, values, (*where, f"line {at.line} of {(info or function).name}"))


def _is_one_of_several(api: TypeChecker, at: Context) -> bool:
    """Whether what is called, or computed with, is one of several that code has chosen from; ``None`` is not one."""
    parts: list[Expression] = []
    if isinstance(at, OpExpr):
        parts = [at.left, at.right]
    elif isinstance(at, CallExpr):
        parts = [at.callee, *([at.callee.expr] if isinstance(at.callee, MemberExpr) else []), *at.args]
    types = (get_proper_type(api.lookup_type_or_none(part)) for part in parts)
    return any(isinstance(remove_optional(each), UnionType) for each in types if isinstance(each, UnionType))


def keep_number(api: TypeChecker, at: Context, number: Chosen, size: Dim) -> None:
    """Keep that ``number``, which an object is made with, is what its method calls ``size``, for other files too."""
    function = api.scope.current_function()
    variable = size.scope if isinstance(size, Symbol) and not isinstance(size, Chosen) else None
    if not isinstance(function, FuncDef) or not isinstance(variable, TypeVarType) or is_tried():
        return
    if not _is_of_an_object(number) or not is_always_run(api, at) or branches_on_shapes(api.path, at.line):
        return
    known = kept(api, _TAKES, function)
    if all(not isinstance(each, TypeVarType) or each.name != variable.name for each in known[1::3]):
        line = LiteralType(at.line, api.named_type("builtins.int"))
        keep(api, _TAKES, function, [*known, chosen_type(number), variable, line])


def _is_of_an_object(number: Chosen) -> bool:
    """Whether ``number`` is one that an object is made with."""
    scope = number.scope
    return isinstance(scope, Given) and scope.function.endswith(".__init__") and not scope.path.startswith("self.")


class Fact(NamedTuple):
    """That what a function calls ``size`` is ``number``, of its object, by a line of it."""

    function: str
    size: str
    number: Chosen
    line: int


def facts_of(api: TypeChecker, function: FuncDef) -> Iterator[Fact]:
    """What is kept of the sizes that ``function`` names."""
    items = kept(api, _TAKES, function)
    for number, variable, line in zip(items[::3], items[1::3], items[2::3], strict=True):
        dim, at = dim_of(number), dim_of(line)
        if isinstance(dim, Chosen) and isinstance(variable, TypeVarType) and isinstance(at, int):
            yield Fact(function.fullname, variable.name, dim, at)
