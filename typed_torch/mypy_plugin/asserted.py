"""What ``__init__`` asserts of the numbers it is given: ``assert dim % heads == 0``, or raises an error for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

from mypy.checker import TypeChecker
from mypy.nodes import (
    AssertStmt,
    ComparisonExpr,
    Expression,
    FuncDef,
    IfStmt,
    IntExpr,
    MemberExpr,
    NameExpr,
    OpExpr,
    RaiseStmt,
    ReturnStmt,
    Statement,
    UnaryExpr,
)

from typed_torch.errors import ShapeError
from typed_torch.mypy_plugin.asked import Asked
from typed_torch.mypy_plugin.deciding import COMPARISONS
from typed_torch.mypy_plugin.following import is_of_this_file
from typed_torch.mypy_plugin.values import dim_in
from typed_torch.mypy_plugin.walking import within

__all__ = ["asserted_of"]

_Compared = tuple[Expression, str, Expression]
_OPPOSITES = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", "<=": ">", ">": "<="}


def asserted_of(api: TypeChecker, init: FuncDef) -> list[Asked]:
    """What every object that ``init``, of this file, makes has to hold."""
    asserted = _asserted_in(init)
    if not asserted or not init.info or not is_of_this_file(api, init):
        return []
    with api.scope.push_class(init.info):
        return [_asked(api, init.info.name, line, compared) for line, compared in asserted]


@lru_cache(256)
def _asserted_in(init: FuncDef) -> tuple[tuple[int, _Compared], ...]:
    statements = itertools.takewhile(_goes_on, init.body.body)
    return tuple((statement.line, compared) for statement in statements for compared in _asserted(statement))


def _asked(api: TypeChecker, name: str, line: int, compared: _Compared) -> Asked:
    left, comparison, right = compared
    text = f"{_text(left)} {comparison} {_text(right)}"
    takes = partial(_take, f"{name}: {text}", COMPARISONS[comparison])
    return Asked(takes, [_side(api, left), _side(api, right)], (f"line {line} of {name}",))


def _goes_on(statement: Statement) -> bool:
    """Whether nothing is returned in ``statement``, so that what follows it is run."""
    return not any(isinstance(each, ReturnStmt) for each in within(statement, into_functions=False))


def _take(text: str, comparison: Callable[[Any, Any], bool], sides: Sequence[Any]) -> None:
    """Refuse numbers that are known, and do not compare so; a rest, ``a % b``, comes as both numbers."""
    values: list[int] = []
    for side in sides:
        parts = side if isinstance(side, list) else [side]
        if not all(type(part) is int for part in parts) or parts[1:] == [0]:
            return
        values.append(parts[0] % parts[1] if len(parts) == 2 else parts[0])
    if not comparison(*values):
        got = f"{values[0]}" if text.endswith(f" {values[1]}") else f"{values[0]} and {values[1]}"
        raise ShapeError(f"{text} has to hold, got {got}")


def _side(api: TypeChecker, expression: Expression) -> Any:
    if isinstance(expression, OpExpr) and expression.op == "%":
        return [dim_in(api, expression.left), dim_in(api, expression.right)]
    return dim_in(api, expression)


def _asserted(statement: Statement) -> Iterator[_Compared]:
    if isinstance(statement, AssertStmt):
        yield from _holding(statement.expr, True)
    elif isinstance(statement, IfStmt) and any(isinstance(each, RaiseStmt) for each in statement.body[0].body):
        yield from _holding(statement.expr[0], False)


def _holding(test: Expression, holds: bool) -> Iterator[_Compared]:
    """The comparisons that hold where ``test`` does, or does not."""
    if isinstance(test, UnaryExpr) and test.op == "not":
        yield from _holding(test.expr, not holds)
    elif isinstance(test, OpExpr) and test.op == ("and" if holds else "or"):
        yield from _holding(test.left, holds)
        yield from _holding(test.right, holds)
    elif isinstance(test, OpExpr) and test.op == "%":
        yield test, "!=" if holds else "==", IntExpr(0)
    elif isinstance(test, ComparisonExpr) and len(test.operators) == 1 and test.operators[0] in COMPARISONS:
        comparison = test.operators[0]
        yield test.operands[0], comparison if holds else _OPPOSITES[comparison], test.operands[1]


def _text(expression: Expression) -> str:
    """``expression`` as it is written, but for calls and indexes."""
    if isinstance(expression, IntExpr):
        return str(expression.value)
    if isinstance(expression, NameExpr):
        return expression.name
    if isinstance(expression, MemberExpr):
        return f"{_text(expression.expr)}.{expression.name}"
    if isinstance(expression, OpExpr):
        sides = [
            f"({_text(each)})" if isinstance(each, OpExpr) else _text(each)
            for each in (expression.left, expression.right)
        ]
        return f"{sides[0]} {expression.op} {sides[1]}"
    return "..."
