"""Lists of modules that grow before they are used: ``layers = [first]``, ``layers.append(...)`` in a loop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mypy.checker import TypeChecker
from mypy.nodes import (
    CallExpr,
    Expression,
    ExpressionStmt,
    ForStmt,
    FuncDef,
    IfStmt,
    ListExpr,
    MemberExpr,
    NameExpr,
    Node,
    OperatorAssignmentStmt,
    StarExpr,
    Statement,
    Var,
    WhileStmt,
)

from typed_torch.mypy_plugin.bindings import bindings_of, blocks_of, statements_of
from typed_torch.mypy_plugin.walking import functions_in, within

__all__ = ["Added", "items_added", "list_bound"]

_HOLDERS = frozenset({"ModuleList", "Sequential", "len"})


class Added(NamedTuple):
    """What is added to a list: one item, or any number of any of several, where code chooses or repeats them.

    One that ``is_repeated`` is added by each round of a loop.
    """

    items: Sequence[Expression]
    is_sure: bool
    is_repeated: bool = False


def items_added(api: TypeChecker, name: NameExpr, value: Expression) -> list[Added] | None:
    """What is added to the list ``name``, made as ``value``, before it is used there; ``None`` where code does more."""
    function = next((each for each in functions_in(api.tree.defs) if _makes(each, value)), None)
    if function is None:
        return None
    changes = [(statement, added) for statement in statements_of(function.body) if (added := _added(statement, name))]
    holds = sum(map(len, (_of_holders(node, name) for node in within(function.body))))
    mentions = sum(isinstance(node, NameExpr) and node.node is name.node for node in within(function.body))
    if mentions != 1 + len(changes) + holds or any(statement.line >= name.line for statement, _ in changes):
        return None
    return [each for statement in function.body.body for each in _of_statement(statement, name)]


def _of_statement(statement: Statement, name: NameExpr) -> Iterator[Added]:
    """What a statement of a function adds, in order."""
    if sure := _added(statement, name):
        yield from (Added([item], is_sure=True) for item in sure)
    inner = [item for block in blocks_of(statement) for each in statements_of(block) for item in _added(each, name)]
    if isinstance(statement, IfStmt) and not any(map(_repeats, within(statement))):
        yield from (Added([item], is_sure=False) for item in inner)
    elif inner:
        own = statement.body.body if isinstance(statement, ForStmt) else []
        yield Added(inner, is_sure=False, is_repeated=inner == [item for each in own for item in _added(each, name)])


def _repeats(node: Node) -> bool:
    return isinstance(node, (ForStmt, WhileStmt))


def list_bound(api: TypeChecker, name: NameExpr) -> Expression | None:
    """The one value that ``name`` is bound to, but for what ``name += ...`` adds."""
    bounds = bindings_of(api.tree).get(name.node, []) if isinstance(name.node, Var) else []
    values = [bound for bound in bounds if bound.value is not None]
    return values[0].value if len(values) == 1 and values[0].index is None else None


def _makes(function: FuncDef, value: Expression) -> bool:
    return any(getattr(statement, "rvalue", None) is value for statement in statements_of(function.body))


def _added(statement: Statement, name: NameExpr) -> list[Expression]:
    """What ``statement`` adds to the list."""
    if isinstance(statement, OperatorAssignmentStmt) and statement.op == "+" and _is(statement.lvalue, name):
        return statement.rvalue.items if isinstance(statement.rvalue, ListExpr) else []
    call = statement.expr if isinstance(statement, ExpressionStmt) else None
    if not isinstance(call, CallExpr) or not isinstance(call.callee, MemberExpr) or not _is(call.callee.expr, name):
        return []
    if call.callee.name == "append":
        return call.args
    given = call.args[0] if call.callee.name == "extend" and len(call.args) == 1 else None
    return given.items if isinstance(given, ListExpr) else []


def _of_holders(node: Node, name: NameExpr) -> list[Expression]:
    """Where the list is passed to what only reads it."""
    callee = node.callee if isinstance(node, CallExpr) else None
    if not isinstance(callee, (NameExpr, MemberExpr)) or callee.name not in _HOLDERS or not isinstance(node, CallExpr):
        return []
    return [each for each in node.args if _is(each.expr if isinstance(each, StarExpr) else each, name)]


def _is(expression: Expression, name: NameExpr) -> bool:
    return isinstance(expression, NameExpr) and expression.node is name.node
