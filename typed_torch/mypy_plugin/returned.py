"""What a function returns, held to its annotation where mypy does not: sizes that no type names fit anything to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from mypy.checker import TypeChecker
from mypy.nodes import (
    Block,
    CallExpr,
    ConditionalExpr,
    Context,
    Expression,
    FuncDef,
    NameExpr,
    ReturnStmt,
    StarExpr,
    TupleExpr,
)
from mypy.types import CallableType, Overloaded, TupleType, Type, TypeVarType, get_proper_type

from typed_torch.mypy_plugin.bindings import blocks_of, last_binding
from typed_torch.mypy_plugin.branches import branches_on_shapes
from typed_torch.mypy_plugin.chosen import is_chosen
from typed_torch.mypy_plugin.convert import pattern_of, spec_of, tensor_of
from typed_torch.mypy_plugin.jaxtyping.imports import uses_jaxtyping
from typed_torch.mypy_plugin.origins import origins_of_result
from typed_torch.mypy_plugin.report import is_inside, report_of_any_overload
from typed_torch.mypy_plugin.syntax import is_in_another_branch
from typed_torch.mypy_plugin.tested import match_as_tested, refusal_of
from typed_torch.shape import UNKNOWN, Many, Refusal, Spec
from typed_torch.shape.rule import error_of
from typed_torch.shape.sizes import has_chosen

__all__ = ["hold_to_annotation"]

_Place = tuple[int, ...]


def hold_to_annotation(api: TypeChecker, value: Context, found: Type) -> None:
    """Report ``value``, a tensor of type ``found``, where a function returns it and says that it is another one."""
    tensor = tensor_of(found)
    if tensor is None or not _is_vague(tensor.args[0]) or is_inside():
        return
    function = api.scope.current_function()
    if not isinstance(function, FuncDef) or function.is_generator or function.is_coroutine:
        return
    if _is_one_of_several(api, value):
        return
    for returned, place in _returned_by(api, function).get(id(value), ()):
        expected = _at(function, place)
        pattern, spec = None if expected is None else pattern_of(expected), spec_of(found)
        if pattern is None or spec is None:
            continue
        if uses_jaxtyping(api.tree) and branches_on_shapes(api.path, returned.line):
            continue
        argument = "result" + "".join(f"[{index}]" for index in place)
        if refusal_of(pattern, _as_mypy_knows(spec), {}, argument):
            continue
        try:
            match_as_tested(api, returned, pattern, spec, {}, argument)
        except Refusal as refusal:
            error = error_of(refusal, function.name, {argument: spec})
            rows = origins_of_result(api, str(error).partition("\n")[0], returned.line, spec)
            report_of_any_overload(api, error, returned, rows=[*rows])


def _as_mypy_knows(spec: Spec) -> Spec:
    """``spec`` as its type says it to mypy, which refuses by itself what does not fit so."""
    dims = (UNKNOWN if not isinstance(dim, Many) and has_chosen(dim) else dim for dim in spec.shape)
    return spec.with_shape(tuple(dims))


def _is_vague(shape: Type) -> bool:
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


def _at(function: FuncDef, place: _Place) -> Type | None:
    """The type of the item at ``place`` of what ``function`` returns."""
    signature = None if function.type is None else get_proper_type(function.type)
    found = signature.ret_type if isinstance(signature, CallableType) else None
    for index in place:
        proper = None if found is None else get_proper_type(found)
        found = proper.items[index] if isinstance(proper, TupleType) and index < len(proper.items) else None
    return found


@lru_cache(maxsize=2)
def _returned_by(api: TypeChecker, function: FuncDef) -> dict[int, list[tuple[Expression, _Place]]]:
    """Where ``function`` returns values, by these: what its ``return`` says, and which item of it."""
    found: dict[int, list[tuple[Expression, _Place]]] = {}
    for statement in _returns_in(function.body):
        if statement.expr is not None:
            for value, returned, place in _values(api, statement.expr, statement.expr, ()):
                found.setdefault(id(value), []).append((returned, place))
    return found


def _returns_in(block: Block) -> Iterator[ReturnStmt]:
    for statement in block.body:
        if isinstance(statement, ReturnStmt):
            yield statement
        for inner in blocks_of(statement):
            yield from _returns_in(inner)


def _values(
    api: TypeChecker, value: Expression, returned: Expression, place: _Place
) -> Iterator[tuple[Expression, Expression, _Place]]:
    """What ``value`` is computed by: a name by what it is surely bound to last."""
    if isinstance(value, ConditionalExpr):
        for branch in (value.if_expr, value.else_expr):
            yield from _values(api, branch, returned, place)
    elif isinstance(value, TupleExpr):
        if not any(isinstance(item, StarExpr) for item in value.items):
            for index, item in enumerate(value.items):
                yield from _values(api, item, item, (*place, index))
    elif isinstance(value, NameExpr):
        bound = last_binding(api, value)
        if bound is None or bound.value is None or bound.index is not None:
            return
        if not is_in_another_branch(api.path, bound.value.line, returned.line):
            yield from _values(api, bound.value, returned, place)
    else:
        yield value, returned, place
