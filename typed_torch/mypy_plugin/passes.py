"""Loops whose passes differ: ``if i == 0`` chooses what a name holds, and mypy does not tell these passes apart."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from mypy.checker import TypeChecker
from mypy.checker_state import checker_state
from mypy.messages import format_type_bare
from mypy.nodes import CallExpr, ConditionalExpr, Context, Expression, ForStmt, FuncDef, NameExpr
from mypy.types import Instance, TupleType, Type, UnionType, get_proper_type

from typed_torch.mypy_plugin.bindings import Bound, bindings_of, key_of, returned_at, statements_of
from typed_torch.mypy_plugin.convert import shared, spec_of, tensor_of
from typed_torch.mypy_plugin.fitting import fits
from typed_torch.mypy_plugin.holding import holds_several
from typed_torch.mypy_plugin.report import trial
from typed_torch.mypy_plugin.syntax import nodes_in
from typed_torch.mypy_plugin.walking import within
from typed_torch.shape.dims import fixed_rank

__all__ = ["fits_after_passes", "in_any_pass", "in_next_pass"]

_LOOKING: list[Context] = []


def in_any_pass(api: TypeChecker, argument: Context, type_: Type) -> Type:
    """What the name ``argument`` holds where a test of a loop's own names chooses the passes: what all have in common.

    ``type_`` is what it holds in the pass that mypy looks at; in others it is what the loop binds it to.
    """
    loop = _loop_of(api.path, argument.line) if isinstance(argument, NameExpr) and not _LOOKING else None
    if loop is None or argument.line not in loop.chosen or tensor_of(type_) is None:
        return type_
    found = [type_]
    _LOOKING.append(argument)
    try:
        for value in _values_in(api, loop, argument):
            with trial() as said, api.msg.filter_errors() as errors:
                other = api.get_expression_type(value)
            found += [] if said or errors.has_new_errors() else [other]
    finally:
        _LOOKING.pop()
    tensors = [tensor for each in found if (tensor := tensor_of(each)) is not None]
    return shared(tensors) if len(tensors) == len(found) and any(each != tensors[0] for each in tensors) else type_


def in_next_pass(api: TypeChecker, argument: Context, type_: Type) -> Type:
    """What a name holds that a stack of modules passes on, ``x = layer(x)`` in a loop, of all that it may hold there.

    The first pass is looked at by itself: the others take what the one before has made.
    """
    if not isinstance(argument, NameExpr) or not isinstance(get_proper_type(type_), UnionType) or _LOOKING:
        return type_
    loop = next((each for each in reversed(_loops(api.path)) if argument.line in each.lines), None)
    found = [each for each in bindings_of(api.tree).get(key_of(argument, None), []) if loop and _is_in(each, loop)]
    value = found[0].value if len(found) == 1 and not isinstance(found[0].index, slice) else None
    if loop is None or value is None or value.line not in loop.run or not _is_of_a_module(value, argument, loop):
        return type_
    proper, index = get_proper_type(api.lookup_type_or_none(value)), found[0].index
    if isinstance(index, int):
        items = proper.items if isinstance(proper, TupleType) else []
        proper = get_proper_type(items[index]) if index < len(items) else None
    spec = spec_of(proper) if isinstance(proper, Instance) else None
    is_known = spec is not None and fixed_rank(spec.shape) is not None  # and not left by an error
    return proper if proper is not None and is_known and _goes_over_several(api, loop) else type_


def _goes_over_several(api: TypeChecker, loop: _Loop) -> bool:
    """Whether ``loop`` goes over a holder of more than one module, as far as its type tells."""
    function = api.scope.current_function()
    statements = statements_of(function.body) if isinstance(function, FuncDef) else ()
    written = next((each.expr for each in statements if isinstance(each, ForStmt) and each.line == loop.lines[0]), None)
    while isinstance(written, CallExpr) and written.args:  # enumerate(self.layers)
        written = written.args[0]
    return written is not None and holds_several(api.lookup_type_or_none(written))


def _is_in(bound: Bound, loop: _Loop) -> bool:
    return bound.value is None or bound.value.line in loop.lines


def _is_of_a_module(value: Expression, argument: NameExpr, loop: _Loop) -> bool:
    """Whether it is a call of what ``loop`` goes over, of which ``argument`` is given."""
    callee = value.callee if isinstance(value, CallExpr) else None
    is_of_loop = isinstance(callee, NameExpr) and callee.name in loop.targets
    return is_of_loop and isinstance(value, CallExpr) and any(each is argument for each in value.args)


def _values_in(api: TypeChecker, loop: _Loop, name: Context) -> Iterator[Expression]:
    """What ``loop`` binds a name to, but for the value that ``name`` itself stands in."""
    assert isinstance(name, NameExpr)
    for bound in bindings_of(api.tree).get(key_of(name, None), []):
        for value in _values(bound.value) if bound.index is None else ():
            if value.line in loop.lines and not any(part is name for part in within(value)):
                yield value


def _values(value: Expression | None) -> Iterator[Expression]:
    if isinstance(value, ConditionalExpr):
        yield from (value.if_expr, value.else_expr)
    elif value is not None:
        yield value


def fits_after_passes(line: int, came: str, expected: str) -> bool:
    """Whether the name that ``line`` returns fits by all that the ``for`` loop before it binds it to.

    A loop is taken to run, so that what the name held before is not returned.
    """
    checker = checker_state.type_checker
    function = checker.scope.current_function() if isinstance(checker, TypeChecker) else None
    if not isinstance(checker, TypeChecker) or not isinstance(function, FuncDef) or " | " not in came:
        return False
    name = returned_at(function.body, line)
    found = bindings_of(checker.tree).get(key_of(name, None), []) if isinstance(name, NameExpr) else []
    values = [each.value for each in found if each.value is not None and each.value.line < line]
    loop = _loop_of(checker.path, values[-1].line) if values else None
    inside = [value for value in values if loop is not None and value.line in loop.lines]
    if loop is None or line in loop.lines or not any(value.line in loop.run for value in inside):
        return False
    types = [checker.lookup_type_or_none(value) for value in inside]
    return all(type_ is not None and _may_fit(format_type_bare(type_, checker.options), expected) for type_ in types)


def _may_fit(came: str, expected: str) -> bool:
    return came == "Any" or fits(came, expected)


class _Loop(NamedTuple):
    """A ``for`` loop: its lines, those that run in any pass, and those that tests of what it changes choose."""

    lines: range
    run: frozenset[int]
    chosen: frozenset[int]
    targets: frozenset[str]


def _loop_of(path: str, line: int) -> _Loop | None:
    """The outermost loop that ``line`` is in."""
    return next((loop for loop in _loops(path) if line in loop.lines), None)


@lru_cache(8)
def _loops(path: str) -> tuple[_Loop, ...]:
    return tuple(_read(node) for node in nodes_in(path) if isinstance(node, ast.For))


def _read(loop: ast.For) -> _Loop:
    changed = set(_names(loop, ast.Store))
    lines, skipped, chosen = set(_lines(loop.body)), set[int](), set[int]()
    for node in (part for each in loop.body for part in ast.walk(each)):
        if isinstance(node, ast.If) and changed.isdisjoint(_names(node.test, ast.Load)):
            skipped |= {*_lines(node.body), *_lines(node.orelse)}
        elif isinstance(node, (ast.For, ast.While, ast.Try, ast.Match)):
            skipped |= {*_lines([node])}
        elif isinstance(node, ast.If):
            parts = [part for branch in (node.body, node.orelse) for each in branch for part in ast.walk(each)]
            chosen |= {part.lineno for part in parts if isinstance(part, ast.Name) and part.id in changed}
        elif isinstance(node, ast.IfExp) and not changed.isdisjoint(_names(node.test, ast.Load)):
            chosen |= {*range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    targets = frozenset(_names(loop.target, ast.Store))
    return _Loop(_lines([loop]), frozenset(lines - skipped), frozenset(chosen), targets)


def _names(node: ast.AST, context: type[ast.expr_context]) -> Iterator[str]:
    return (part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, context))


def _lines(body: Sequence[ast.stmt]) -> range:
    return range(body[0].lineno, (body[-1].end_lineno or 0) + 1) if body else range(0)
