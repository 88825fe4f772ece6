"""Tests that come out one way where a function is followed: by what a call, or the object it is of, is given."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from mypy.checker import TypeChecker
from mypy.nodes import (
    GDEF,
    ComparisonExpr,
    ConditionalExpr,
    Expression,
    FuncDef,
    IfStmt,
    MemberExpr,
    NameExpr,
    OpExpr,
    UnaryExpr,
)
from mypy.types import Instance, LiteralType, NoneType, ProperType, get_proper_type

from typed_torch.mypy_plugin.fullnames import TORCH_MODULE, TORCH_TENSOR
from typed_torch.mypy_plugin.values import dim_in
from typed_torch.mypy_plugin.walking import within

__all__ = ["COMPARISONS", "as_settled", "goes_both_ways", "tests_decided"]

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_UNKNOWN = object()


def tests_decided(api: TypeChecker, function: FuncDef) -> dict[Expression, bool]:
    """How the tests of ``function``, which mypy has just gone through, come out."""
    verdicts = {test: _holds(api, test) for test in _tests(function)}
    return {test: verdict for test, verdict in verdicts.items() if verdict is not None}


def goes_both_ways(api: TypeChecker, decided: Iterable[Expression]) -> bool:
    """Whether mypy does not see by itself how one of these tests comes out: it looks at names, not at ``dim % 2``."""
    return not all(_is_seen(api, test) for test in decided)


def _is_seen(api: TypeChecker, test: Expression) -> bool:
    if isinstance(test, UnaryExpr):
        return test.op == "not" and _is_seen(api, test.expr)
    if isinstance(test, OpExpr):
        return test.op in {"and", "or"} and _is_seen(api, test.left) and _is_seen(api, test.right)
    if isinstance(test, ComparisonExpr):
        return isinstance(test.operands[0], (NameExpr, MemberExpr)) and _has_its_value(api, test.operands[0])
    return isinstance(test, (NameExpr, MemberExpr)) and _has_its_value(api, test)


def _has_its_value(api: TypeChecker, name: Expression) -> bool:
    """Whether the type of ``name`` says which value it is."""
    type_ = get_proper_type(api.lookup_type_or_none(name))
    return isinstance(type_, (LiteralType, NoneType)) or (type_ is not None and _is_something(type_))


@contextmanager
def as_settled(api: TypeChecker, function: FuncDef, settled: Mapping[Expression, bool]) -> Iterator[None]:
    """Have mypy read tests of ``function`` as the ``True`` or ``False`` that they are."""
    nodes = [node for node in within(function.body) if isinstance(node, (ConditionalExpr, IfStmt))] if settled else []
    written = [node.expr if isinstance(node, IfStmt) else node.cond for node in nodes]
    for node in nodes:
        if isinstance(node, IfStmt):
            node.expr = [_verdict(api, test, settled) for test in node.expr]
        else:
            node.cond = _verdict(api, node.cond, settled)
    try:
        yield
    finally:
        for node, tests in zip(nodes, written, strict=True):
            if isinstance(node, IfStmt) and isinstance(tests, list):
                node.expr = tests
            elif isinstance(node, ConditionalExpr) and isinstance(tests, Expression):
                node.cond = tests


def _verdict(api: TypeChecker, test: Expression, settled: Mapping[Expression, bool]) -> Expression:
    if test not in settled:
        return test
    verdict = NameExpr(str(settled[test]))
    verdict.fullname = f"builtins.{verdict.name}"
    verdict.kind, verdict.node = GDEF, api.modules["builtins"].names[verdict.name].node
    verdict.set_line(test)
    return verdict


def _tests(function: FuncDef) -> Iterator[Expression]:
    for node in within(function.body):
        if isinstance(node, IfStmt):
            yield from node.expr
        elif isinstance(node, ConditionalExpr):
            yield node.cond


def _holds(api: TypeChecker, test: Expression) -> bool | None:
    if isinstance(test, UnaryExpr) and test.op == "not":
        inner = _holds(api, test.expr)
        return None if inner is None else not inner
    if isinstance(test, OpExpr) and test.op in {"and", "or"}:
        decides, sides = test.op == "or", [_holds(api, test.left), _holds(api, test.right)]
        return decides if decides in sides else None if None in sides else not decides
    if isinstance(test, ComparisonExpr):
        return _compared(api, test) if len(test.operators) == 1 else None
    value = _value(api, test)
    return bool(value) if value is None or isinstance(value, (bool, int, str)) else None


def _compared(api: TypeChecker, test: ComparisonExpr) -> bool | None:
    (left, right), compared = test.operands, test.operators[0]
    one, other = _value(api, left), _value(api, right)
    if compared in {"is", "is not"} and other is None and one is not _UNKNOWN:
        return (one is None) == (compared == "is")
    is_plain = all(isinstance(each, (bool, int, str)) for each in (one, other))
    is_alike = compared in {"==", "!="} or not any(isinstance(each, str) for each in (one, other))
    return COMPARISONS[compared](one, other) if is_plain and is_alike and compared in COMPARISONS else None


def _value(api: TypeChecker, expression: Expression) -> Any:
    """What ``expression`` is: a number, a text, ``None``; itself for a tensor or a module; else ``_UNKNOWN``."""
    type_ = get_proper_type(api.lookup_type_or_none(expression))
    if isinstance(type_, NoneType):
        return None
    literal = type_.last_known_value if isinstance(type_, Instance) else type_
    if isinstance(literal, LiteralType):
        return literal.value
    if type_ is not None and _is_something(type_):
        return expression
    dim = dim_in(api, expression)
    return dim if isinstance(dim, int) else _UNKNOWN


def _is_something(type_: ProperType) -> bool:
    return isinstance(type_, Instance) and (type_.type.has_base(TORCH_TENSOR) or type_.type.has_base(TORCH_MODULE))
