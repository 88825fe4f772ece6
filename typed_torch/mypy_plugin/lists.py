"""Lists of modules that grow before they are used: ``layers = [first]``, ``layers.append(...)`` in a loop."""

from __future__ import annotations

from collections.abc import Iterator

from mypy.checker import TypeChecker
from mypy.nodes import (
    Block,
    CallExpr,
    Expression,
    ExpressionStmt,
    ForStmt,
    FuncDef,
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

from typed_torch.mypy_plugin.bindings import bindings_of, statements_of
from typed_torch.mypy_plugin.walking import functions_in, within

__all__ = ["items_added", "list_bound"]

_HOLDERS = frozenset({"ModuleList", "Sequential", "len"})


def items_added(api: TypeChecker, name: NameExpr, value: Expression) -> list[tuple[Expression, bool]] | None:
    """What is added to the list ``name``, made as ``value``, before it is used there, and whether it is so in a loop.

    ``None`` where code does more with it, or chooses what it adds.
    """
    function = next((each for each in functions_in(api.tree.defs) if _makes(each, value)), None)
    if function is None:
        return None
    changes = [(statement, added) for statement in statements_of(function.body) if (added := _added(statement, name))]
    holds = sum(map(len, (_of_holders(node, name) for node in within(function.body))))
    mentions = sum(isinstance(node, NameExpr) and node.node is name.node for node in within(function.body))
    if mentions != 1 + len(changes) + holds or any(statement.line >= name.line for statement, _ in changes):
        return None
    sure = {id(statement): in_loop for statement, in_loop in _surely_run(function.body, in_loop=False)}
    if any(id(statement) not in sure for statement, _ in changes):
        return None
    return [(item, sure[id(statement)]) for statement, added in changes for item in added]


def list_bound(api: TypeChecker, name: NameExpr) -> Expression | None:
    """The one value that ``name`` is bound to, but for what ``name += ...`` adds."""
    bounds = bindings_of(api.tree).get(name.node, []) if isinstance(name.node, Var) else []
    values = [bound for bound in bounds if bound.value is not None]
    return values[0].value if len(values) == 1 and values[0].index is None else None


def _makes(function: FuncDef, value: Expression) -> bool:
    return any(getattr(statement, "rvalue", None) is value for statement in statements_of(function.body))


def _surely_run(block: Block, *, in_loop: bool) -> Iterator[tuple[Statement, bool]]:
    """The statements that no test chooses, and whether a loop repeats them."""
    for statement in block.body:
        yield statement, in_loop
        if isinstance(statement, (ForStmt, WhileStmt)):
            yield from _surely_run(statement.body, in_loop=True)


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
