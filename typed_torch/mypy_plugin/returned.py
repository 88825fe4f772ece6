"""What is returned, or assigned to an annotated variable, where mypy holds it to nothing: sizes that no type names.

Such a size fits any other to mypy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache, partial
from typing import NamedTuple

from mypy.checker import TypeChecker
from mypy.nodes import (
    AssignmentStmt,
    CallExpr,
    ConditionalExpr,
    Context,
    Expression,
    FuncDef,
    NameExpr,
    ReturnStmt,
    StarExpr,
    Statement,
    TupleExpr,
)
from mypy.types import CallableType, Overloaded, TupleType, Type, TypeVarType, get_proper_type

from typed_torch.mypy_plugin.asked import keep_asked
from typed_torch.mypy_plugin.bindings import (
    bindings_of,
    bound_beside,
    is_rebound,
    key_of,
    last_binding,
    statements_of,
)
from typed_torch.mypy_plugin.branches import branches_on_shapes
from typed_torch.mypy_plugin.chosen import is_chosen, without_chosen
from typed_torch.mypy_plugin.convert import pattern_of, spec_of, tensor_of
from typed_torch.mypy_plugin.jaxtyping.imports import uses_jaxtyping
from typed_torch.mypy_plugin.met import as_met, learn_numbers, rows_of_met
from typed_torch.mypy_plugin.origins import origins_of_result
from typed_torch.mypy_plugin.reaching import assignments_reaching
from typed_torch.mypy_plugin.report import is_inside, is_tried, report_of_any_overload
from typed_torch.mypy_plugin.syntax import is_in_a_loop, is_in_another_branch
from typed_torch.mypy_plugin.tested import match_as_tested, refusal_of, sizes_by_test
from typed_torch.shape import UNKNOWN, Many, Pattern, Refusal, Spec, match
from typed_torch.shape.rule import error_of
from typed_torch.shape.sizes import has_chosen

__all__ = ["as_held"]


class _Use(NamedTuple):
    """Where a value is returned, as which item, or assigned to a variable of a type.

    ``in_a_branch`` says that it comes there by a name that another branch binds to something else: where that is of no
    known shape, mypy forgets what this one is.
    """

    at: Expression
    place: tuple[int, ...] = ()
    variable: str = ""
    type: Type | None = None
    in_a_branch: bool = False


def as_held(api: TypeChecker, value: Context, found: Type) -> Type:
    """``found``, the type of ``value``, as the name that it is bound to has it.

    One that a function returns, and says to be another, is reported. Where code may bind the name to another one, that
    may have other sizes, which mypy does not tell from these.
    """
    tensor = tensor_of(found)
    if tensor is None or is_inside():
        return found
    _hold_to_annotation(api, value, found, in_branches_alone=not _holds_chosen(tensor.args[0]))
    if not _holds_chosen(tensor.args[0]):
        return found
    return without_chosen(found) if is_rebound(api, value) and _may_be_another(api, value) else found


def _may_be_another(api: TypeChecker, value: Context) -> bool:
    """Whether the name that ``value`` is bound to may be bound to something else, or not, behind it."""
    lines = [each.line for each in bound_beside(api, value) if each is not value]
    return any(is_in_another_branch(api.path, line, value.line) for line in lines)


def _hold_to_annotation(api: TypeChecker, value: Context, found: Type, *, in_branches_alone: bool) -> None:
    function = api.scope.current_function()
    if not isinstance(function, FuncDef) or function.is_generator or function.is_coroutine:
        return
    uses = _uses_in(api, function).get(id(value), ())
    if not uses or _is_one_of_several(api, value) or (in_branches_alone and is_tried()):
        return
    for use in uses:
        if in_branches_alone and not use.in_a_branch:
            continue
        expected = _declared(function, use)
        pattern, spec = None if expected is None else pattern_of(expected), spec_of(found)
        if pattern is None or spec is None:
            continue
        if (use.in_a_branch or uses_jaxtyping(api.tree)) and branches_on_shapes(api.path, use.at.line):
            continue
        if use.in_a_branch and any(sizes_by_test(api)):  # which may have chosen the branch
            continue
        argument = use.variable or "result" + "".join(f"[{index}]" for index in use.place)
        if not use.in_a_branch and refusal_of(pattern, _as_mypy_knows(spec), {}, argument):
            continue
        known, name = as_met(api, use.at, spec), "" if use.variable else function.name
        try:
            match_as_tested(api, use.at, pattern, known, {}, argument)
            learn_numbers(api, use.at, partial(_fit, pattern, argument), (Spec(pattern.shape), known))
            keep_asked(api, use.at, partial(_fit_as_told, name, pattern, argument), (Spec(pattern.shape), spec))
        except Refusal as refusal:
            error = error_of(refusal, name, {argument: spec})
            headline, rows = str(error).partition("\n")[0], []
            if not use.variable:
                rows = [*origins_of_result(api, headline, use.at.line, spec)]
            rows += rows_of_met(api, use.at, (spec, Spec(pattern.shape)))
            report_of_any_overload(api, error, use.at, rows=rows)


def _fit(pattern: Pattern, argument: str, specs: tuple[Spec, Spec]) -> None:
    asked, got = specs
    match(replace(pattern, shape=asked.shape), got, {}, argument=argument)


def _fit_as_told(name: str, pattern: Pattern, argument: str, specs: tuple[Spec, Spec]) -> None:
    try:
        _fit(pattern, argument, specs)
    except Refusal as refusal:
        raise error_of(refusal, name, {argument: specs[1]}) from None


def _as_mypy_knows(spec: Spec) -> Spec:
    """``spec`` as its type says it to mypy, which refuses by itself what does not fit so."""
    dims = (UNKNOWN if not isinstance(dim, Many) and has_chosen(dim) else dim for dim in spec.shape)
    return spec.with_shape(tuple(dims))


def _holds_chosen(shape: Type) -> bool:
    """Whether a size that no type names stands in ``shape``."""
    proper = get_proper_type(shape)
    items = map(get_proper_type, proper.items) if isinstance(proper, TupleType) else ()
    return any(isinstance(item, TypeVarType) and is_chosen(item) for item in items)


def _is_one_of_several(api: TypeChecker, value: Context) -> bool:
    """Whether a variant of a user's function is tried out, and another may be the one that is called."""
    callee = api.lookup_type_or_none(value.callee) if isinstance(value, CallExpr) else None
    proper = None if callee is None else get_proper_type(callee)
    if not isinstance(proper, Overloaded):
        return False
    definitions = [item.definition for item in proper.items]
    return any(each is None or not each.fullname.startswith("torch.") for each in definitions)


def _declared(function: FuncDef, use: _Use) -> Type | None:
    """What ``use`` says that it is."""
    if use.type is not None:
        return use.type
    signature = None if function.type is None else get_proper_type(function.type)
    found = signature.ret_type if isinstance(signature, CallableType) else None
    for index in use.place:
        proper = None if found is None else get_proper_type(found)
        found = proper.items[index] if isinstance(proper, TupleType) and index < len(proper.items) else None
    return found


@lru_cache(maxsize=2)
def _uses_in(api: TypeChecker, function: FuncDef) -> dict[int, list[_Use]]:
    """Where ``function`` says what a value is, by the value."""
    found: dict[int, list[_Use]] = {}
    for statement in statements_of(function.body):
        written = _use_by(statement)
        for value, use in () if written is None else _values(api, written.at, written):
            found.setdefault(id(value), []).append(use)
    return found


def _use_by(statement: Statement) -> _Use | None:
    """The value that a statement returns, or gives an annotated variable."""
    if isinstance(statement, ReturnStmt):
        return None if statement.expr is None else _Use(statement.expr)
    if isinstance(statement, AssignmentStmt) and statement.type and isinstance(statement.lvalues[0], NameExpr):
        return _Use(statement.rvalue, variable="value", type=statement.type)
    return None


def _values(api: TypeChecker, value: Expression, use: _Use) -> Iterator[tuple[Expression, _Use]]:
    """What ``value`` is computed by: a name by what it is surely bound to last."""
    if isinstance(value, ConditionalExpr):
        for branch in (value.if_expr, value.else_expr):
            yield from _values(api, branch, use)
    elif isinstance(value, TupleExpr):
        if use.type is None and not any(isinstance(item, StarExpr) for item in value.items):
            for index, item in enumerate(value.items):
                yield from _values(api, item, _Use(item, (*use.place, index)))
    elif isinstance(value, NameExpr):
        bound = last_binding(api, value)
        if bound is None or bound.value is None:
            return
        if is_in_another_branch(api.path, bound.value.line, use.at.line):
            yield from _values_in_branches(api, value, use)
        elif bound.index is None:
            yield from _values(api, bound.value, use)
    else:
        yield value, use


def _values_in_branches(api: TypeChecker, name: NameExpr, use: _Use) -> Iterator[tuple[Expression, _Use]]:
    """What branches bind ``name`` to that lead to where it is returned; in a loop it is another thing in each pass."""
    bounds = bindings_of(api.tree).get(key_of(name, None), [])
    values = [each.value for each in bounds if each.value is not None and each.index is None]
    before = [value for value in values if value.line < name.line and not is_in_a_loop(api.path, value.line)]
    for lines in assignments_reaching(api.path, name.name, name.line):
        for value in (value for value in before if value.line in lines):
            yield from _values(api, value, use._replace(in_a_branch=True))
