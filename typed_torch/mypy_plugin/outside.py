"""Attributes of an object that code sets from outside of it: ``net.head = nn.Linear(64, 10)``."""

from __future__ import annotations

from mypy.checker import TypeChecker
from mypy.nodes import (
    LDEF,
    AssignmentStmt,
    CallExpr,
    Context,
    Expression,
    FuncDef,
    FuncItem,
    MemberExpr,
    NameExpr,
    RefExpr,
    TypeInfo,
    Var,
)

from typed_torch.mypy_plugin.bindings import bindings_of, changes_of
from typed_torch.mypy_plugin.syntax import is_in_a_loop
from typed_torch.mypy_plugin.walking import functions_in, within

__all__ = ["may_have_been_set"]


def may_have_been_set(api: TypeChecker, attribute: str, at: Context) -> bool:
    """Whether ``attribute`` of the object that ``at`` uses may have been set from outside of it by then."""
    here = api.scope.current_function()
    return any(
        change.line <= at.line or is_in_a_loop(api.path, change.line)
        if here is not None and _is_in(here, change)
        else not _is_of_its_own(api, change.expr)
        for change in changes_of(api, attribute)
    )


def _is_in(function: FuncItem, line: Context) -> bool:
    return function.line <= line.line <= (function.end_line or function.line)


def _is_of_its_own(api: TypeChecker, owner: Expression) -> bool:
    """Whether ``owner`` is an object that a function makes and keeps for itself."""
    if not isinstance(owner, NameExpr) or not isinstance(owner.node, Var) or owner.kind != LDEF:
        return False
    bound = bindings_of(api.tree).get(owner.node, [])
    made = [each.value.callee for each in bound if each.index is None and isinstance(each.value, CallExpr)]
    are_of_classes = all(isinstance(callee, RefExpr) and isinstance(callee.node, TypeInfo) for callee in made)
    function = next((each for each in functions_in(api.tree.defs) if _is_in(each, owner)), None)
    return 0 < len(made) == len(bound) and are_of_classes and function is not None and not _leaves(owner.node, function)


def _leaves(variable: Var, function: FuncDef) -> bool:
    """Whether ``function`` does more with ``variable`` than to bind it, to call it and to use its attributes."""
    used: list[Expression] = []
    for node in within(function.body):
        if isinstance(node, MemberExpr):
            used.append(node.expr)
        elif isinstance(node, CallExpr):
            used.append(node.callee)
        elif isinstance(node, AssignmentStmt):
            used += node.lvalues
    names = [node for node in within(function.body) if isinstance(node, NameExpr) and node.node is variable]
    return any(name not in used for name in names)
