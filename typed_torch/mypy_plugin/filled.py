"""Numbers that stand in for one that is not given: ``hidden = hidden or 4 * dim``.

Which of the two it is only a call tells. ``out = out or dim`` may be ``dim``, so that the two are not told apart.
"""

from __future__ import annotations

from typing import NamedTuple

from mypy.nodes import (
    AssignmentStmt,
    CallExpr,
    ComparisonExpr,
    ConditionalExpr,
    Expression,
    FuncDef,
    IfStmt,
    MemberExpr,
    MypyFile,
    NameExpr,
    OpExpr,
    ReturnStmt,
    UnaryExpr,
    Var,
)

from typed_torch.mypy_plugin.bindings import statements_of
from typed_torch.mypy_plugin.walking import is_none

__all__ = ["Filled", "filled"]


_Path = NameExpr | MemberExpr


class Filled(NamedTuple):
    """A number: what ``given`` is, unless that is ``None`` and it is ``other``."""

    given: _Path
    other: Expression

    @property
    def path(self) -> str:
        """What is given, as it is written: ``hidden``, ``config.hidden``."""
        return _path_of(self.given)


def _path_of(given: _Path) -> str:
    """A name and the attributes that are read of it, as they are written."""
    owner = given.expr if isinstance(given, MemberExpr) else None
    return f"{_path_of(owner)}.{given.name}" if isinstance(owner, (NameExpr, MemberExpr)) else given.name


def _root_of(given: Expression) -> Expression:
    """The name that an attribute is read of."""
    return _root_of(given.expr) if isinstance(given, MemberExpr) else given


def filled(file: MypyFile, function: FuncDef, value: Expression) -> Filled | None:
    """What a name of ``function``, in ``file``, that is bound to ``value`` is, if it stands in for a parameter."""
    found = _chosen(value) or _passed_on(file, value) or _behind_a_test(function, value)
    root = None if found is None else _root_of(found.given)
    variable = root.node if isinstance(root, NameExpr) and isinstance(root.node, Var) else None
    is_parameter = variable is not None and variable in _variables(function) and not variable.is_self
    return found if is_parameter else None


def _variables(function: FuncDef) -> list[Var]:
    return [argument.variable for argument in function.arguments]


def _chosen(value: Expression) -> Filled | None:
    """``hidden or 4 * dim``, ``4 * dim if hidden is None else hidden``."""
    if isinstance(value, OpExpr) and value.op == "or" and isinstance(value.left, (NameExpr, MemberExpr)):
        return Filled(value.left, value.right)
    if not isinstance(value, ConditionalExpr):
        return None
    missing, given = _missing(value.cond), _given(value.cond)
    if missing is not None and _is(value.else_expr, missing):
        return Filled(missing, value.if_expr)
    return Filled(given, value.else_expr) if given is not None and _is(value.if_expr, given) else None


def _passed_on(file: MypyFile, value: Expression) -> Filled | None:
    """``default(hidden, 4 * dim)`` of a function that returns what it is given first, or second where that is none."""
    if not isinstance(value, CallExpr) or not isinstance(value.callee, NameExpr):
        return None
    function, is_here = value.callee.node, value.callee.fullname == f"{file.fullname}.{value.callee.name}"
    if not is_here or not isinstance(function, FuncDef) or len(function.arguments) != 2:
        return None
    returned = [each.expr for each in statements_of(function.body) if isinstance(each, ReturnStmt)]
    first, second = _variables(function)
    is_of_both = [_names(each) for each in returned if each is not None] in ([{first, second}], [{first}, {second}])
    is_plain = len(value.args) == 2 and all(kind.is_positional() for kind in value.arg_kinds)
    given, other = value.args if is_plain else (None, None)
    return (
        Filled(given, other) if is_of_both and isinstance(given, (NameExpr, MemberExpr)) and other is not None else None
    )


def _names(value: Expression) -> set[Var]:
    """The variables that a value which is returned is one of, as ``val if exists(val) else d`` is."""
    parts = [value.if_expr, value.else_expr] if isinstance(value, ConditionalExpr) else [value]
    parts = [value.left, value.right] if isinstance(value, OpExpr) and value.op == "or" else parts
    return {part.node for part in parts if isinstance(part, NameExpr) and isinstance(part.node, Var)}


def _behind_a_test(function: FuncDef, value: Expression) -> Filled | None:
    """``if hidden is None: hidden = 4 * dim``."""
    for test in statements_of(function.body):
        if not isinstance(test, IfStmt) or len(test.expr) != 1 or test.else_body is not None:
            continue
        missing = _missing(test.expr[0])
        for each in test.body[0].body if missing is not None else ():
            if isinstance(each, AssignmentStmt) and each.rvalue is value and missing is not None:
                return Filled(missing, value) if len(each.lvalues) == 1 and _is(each.lvalues[0], missing) else None
    return None


def _missing(test: Expression) -> _Path | None:
    """What ``test`` says is ``None``."""
    if isinstance(test, UnaryExpr) and test.op == "not" and isinstance(test.expr, (NameExpr, MemberExpr)):
        return test.expr
    return _compared(test, "is", "==")


def _given(test: Expression) -> _Path | None:
    """What ``test`` says is not ``None``."""
    return test if isinstance(test, (NameExpr, MemberExpr)) else _compared(test, "is not", "!=")


def _compared(test: Expression, *operators: str) -> _Path | None:
    if not isinstance(test, ComparisonExpr) or len(test.operators) != 1 or test.operators[0] not in operators:
        return None
    name, other = test.operands
    return name if is_none(other) and isinstance(name, (NameExpr, MemberExpr)) else None


def _is(expression: Expression, given: _Path) -> bool:
    """Whether ``expression`` reads the same."""
    if isinstance(expression, MemberExpr) and isinstance(given, MemberExpr):
        owner = given.expr
        is_alike = expression.name == given.name and isinstance(owner, (NameExpr, MemberExpr))
        return is_alike and isinstance(owner, (NameExpr, MemberExpr)) and _is(expression.expr, owner)
    return isinstance(expression, NameExpr) and isinstance(given, NameExpr) and expression.node is given.node
