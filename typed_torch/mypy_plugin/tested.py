"""What code that looks at sizes knows of them: behind ``if n == 1``, after ``assert q.shape[0] == k.shape[0]``."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from mypy.checker import TypeChecker
from mypy.nodes import (
    AssertStmt,
    AssignmentStmt,
    Block,
    BreakStmt,
    CallExpr,
    ComparisonExpr,
    ConditionalExpr,
    Context,
    ContinueStmt,
    Expression,
    ExpressionStmt,
    FuncDef,
    IfStmt,
    IntExpr,
    MatchStmt,
    MemberExpr,
    NameExpr,
    OpExpr,
    RaiseStmt,
    ReturnStmt,
    Statement,
    TupleExpr,
    UnaryExpr,
)

from typed_torch.errors import DeviceError, TensorTypeError
from typed_torch.mypy_plugin.bindings import blocks_of, only_binding, statements_of
from typed_torch.mypy_plugin.branches import branches_on_devices, branches_on_shapes, equates_sizes
from typed_torch.mypy_plugin.defaults import as_given
from typed_torch.mypy_plugin.specs import each_part, put_in, with_dims
from typed_torch.mypy_plugin.values import dim_in, shape_in
from typed_torch.mypy_plugin.walking import within
from typed_torch.shape import UNKNOWN, Dim, Many, Pattern, Refusal, Spec, Symbol, match
from typed_torch.shape.sizes import Named, equated, symbols

__all__ = [
    "match_as_tested",
    "refusal_of",
    "sizes_by_test",
    "tested_sizes",
    "unless_looked_at",
]

_Test = tuple[Expression, bool]
_Value = TypeVar("_Value")


def unless_looked_at(api: TypeChecker, at: Context, result: Callable[..., _Value], values: Mapping[str, Any]) -> _Value:
    """``result`` of ``values``, which code that looks at shapes itself may know more of.

    No size at all may be what a name stands for there, and two names of jaxtyping's one size.
    """
    try:
        return result(values, least=1)
    except DeviceError:
        if branches_on_devices(api.path, at.line):
            return result(_anywhere(values), least=1)
        raise
    except TensorTypeError:
        sizes = tested_sizes(api, at.line, at.column)
        if sizes:
            try:
                return result(put_in(sizes, values), least=1)
            except TensorTypeError:
                pass
        if equates_sizes(api.path, at.line):
            return result(with_dims(values, partial(_nameless, _names_compared(api, at))), least=0)
        if branches_on_shapes(api.path, at.line):
            return result(values, least=0)
        raise


def refusal_of(
    pattern: Pattern, spec: Spec, sizes: dict[Symbol, Dim | Many], argument: str, free: Set[Symbol] = frozenset()
) -> Refusal | None:
    """Why a tensor does not fit beside others, whose sizes it has to have; ``None`` where it may."""
    try:
        match(pattern, spec, sizes, argument=argument, free=free)
    except Refusal as refusal:
        return refusal
    return None


def match_as_tested(
    api: TypeChecker,
    at: Context,
    pattern: Pattern,
    spec: Spec,
    sizes: dict[Symbol, Dim | Many],
    argument: str,
    free: Set[Symbol] = frozenset(),
) -> bool:
    """Refuse what does not fit; whether it fits only by what the code around ``at`` has tested."""
    with as_given(api, at):
        refusal = refusal_of(pattern, spec, sizes, argument, free)
    if refusal is None:
        return False
    tested = tested_sizes(api, at.line, at.column)
    asked, got = (put_in(tested, Spec(each.shape)).shape for each in (pattern, spec))
    known = put_in(tested, sizes)
    if tested and refusal_of(replace(pattern, shape=asked), spec.with_shape(got), known, argument, free) is None:
        return True
    raise refusal


def _anywhere(value: Any) -> Any:
    """``value`` with tensors on any device."""
    return each_part(value, lambda part: replace(part, device=None) if isinstance(part, Spec) else part)


def _nameless(names: Set[Symbol] | None, dim: Dim) -> Dim:
    """Any size for what jaxtyping's ``names`` are, or all of them."""
    found = symbols(dim)
    is_any = any(isinstance(each, Named) for each in found) if names is None else not names.isdisjoint(found)
    return UNKNOWN if is_any else dim


def _names_compared(api: TypeChecker, at: Context) -> Set[Symbol] | None:
    """The names of the sizes that the function compares with others; ``None`` where it does not say which these are.

    That two sizes of one name are equal says nothing where it holds; elsewhere the name is not one size.
    """
    found: set[Symbol] = set()
    for function in _functions(api):
        known = {id(test): holds for test, holds in _holding(function.body, (at.line, at.column))}
        for test, comparison, one, other in _compared(function):
            pairs = _dims_compared(api, one, other)
            if pairs is None:
                return None
            is_equal = comparison is not None and known.get(id(test)) is ("==" in comparison.operators)
            unequal = [pair for pair in pairs if not is_equal or pair[0] != pair[1]]
            found.update(name for pair in unequal for dim in pair for name in symbols(dim) if isinstance(name, Named))
    return found


_Compared = tuple[Expression, ComparisonExpr | None, Expression, Expression]
"""A test, the comparison in it, and both sides of that; of a ``match``, what stands for both."""


def _compared(function: FuncDef) -> Iterator[_Compared]:
    """What the tests of a function hold against each other."""
    for test in _tests(function.body):
        for part in within(test):
            if isinstance(part, ComparisonExpr) and not {"==", "!="}.isdisjoint(part.operators):
                yield from ((test, part, one, other) for one, other in itertools.pairwise(part.operands))
    for statement in statements_of(function.body):
        if isinstance(statement, MatchStmt):
            subject = statement.subject
            items = subject.items if isinstance(subject, TupleExpr) else [subject]
            yield from ((subject, None, item, item) for item in items)


def _dims_compared(api: TypeChecker, one: Expression, other: Expression) -> list[tuple[Dim, Dim]] | None:
    """The sizes that are compared, side by side; ``None`` where there are some that are not known."""
    if one is other:  # with what the cases of a ``match`` say
        return [(dim_in(api, one), UNKNOWN)]
    ours, theirs = shape_in(api, one), shape_in(api, other)
    if ours is None and theirs is None:
        mine, its = dim_in(api, one), dim_in(api, other)
        return None if mine is UNKNOWN and its is UNKNOWN and _looks(one, other) else [(mine, its)]
    if ours is None or theirs is None or len(ours) != len(theirs):
        return None
    pairs = [*zip(ours, theirs, strict=True)]
    known = [(mine, its) for mine, its in pairs if not isinstance(mine, Many) and not isinstance(its, Many)]
    return known if len(known) == len(pairs) else None


def _looks(*expressions: Expression) -> bool:
    """Whether a shape is read in one of ``expressions``."""
    nodes = (node for expression in expressions for node in within(expression))
    return any(isinstance(node, MemberExpr) and node.name in {"shape", "size"} for node in nodes)


def tested_sizes(api: TypeChecker, line: int, column: int) -> dict[Symbol, Dim]:
    """What the tests that hold in ``line``, and in a choice at ``column``, say that symbols are."""
    functions = _functions(api)
    tests = [test for function in functions for test in _holding(function.body, (line, column))]
    made = functions[0].info.names.get("__init__") if functions and functions[0].info else None
    if made is not None and isinstance(made.node, FuncDef) and made.node is not functions[0]:
        tests += _holding(made.node.body, (sys.maxsize, 0))
    return equated(equation for test, holds in tests for equation in _equations(api, test, holds))


def sizes_by_test(api: TypeChecker) -> list[dict[Symbol, Dim]]:
    """What each test in the function that is checked says that symbols are, where it holds or does not."""
    tests = (test for function in _functions(api) for test in _tests(function.body))
    found = (equated(_equations(api, test, holds)) for test in tests for holds in (True, False))
    return [sizes for sizes in found if sizes]


def _functions(api: TypeChecker) -> list[FuncDef]:
    return [each for each in api.scope.stack if isinstance(each, FuncDef)]


def _tests(block: Block) -> Iterator[Expression]:
    for statement in block.body:
        if isinstance(statement, IfStmt):
            yield from statement.expr
        elif isinstance(statement, AssertStmt):
            yield statement.expr
        elif (value := _value(statement)) is not None:
            yield from (choice.cond for choice in _choices(value))
        for inner in blocks_of(statement):
            yield from _tests(inner)


def _holding(block: Block, at: tuple[int, int]) -> Iterator[_Test]:
    """The tests around ``at`` and before it, and whether they hold there."""
    line, _ = at
    for statement in block.body:
        if statement.line > line:
            return
        if isinstance(statement, IfStmt):
            tests = statement.expr
            branches = [*statement.body, *([statement.else_body] if statement.else_body else [])]
            for place, branch in enumerate(branches):
                if _has(branch, line):
                    yield from ((test, False) for test in tests[:place])
                    yield from ((test, True) for test in tests[place : place + 1])
                    yield from _holding(branch, at)
                    return
            yield from _left(tests, branches)
        elif isinstance(statement, AssertStmt):
            if statement.line < line:
                yield statement.expr, True
        elif (value := _value(statement)) is not None:
            if line <= _end(statement):
                yield from _chosen_by(value, at)
        else:
            for inner in blocks_of(statement):
                if _has(inner, line):
                    yield from _holding(inner, at)


def _value(statement: Statement) -> Expression | None:
    """What a statement computes."""
    if isinstance(statement, AssignmentStmt):
        return statement.rvalue
    return statement.expr if isinstance(statement, (ExpressionStmt, ReturnStmt)) else None


def _chosen_by(expression: Expression, at: tuple[int, int]) -> Iterator[_Test]:
    """The tests of the conditional expressions in ``expression`` that ``at`` stands in a branch of."""
    for choice in _choices(expression):
        for branch, holds in ((choice.if_expr, True), (choice.else_expr, False)):
            start, end_line = (branch.line, branch.column), branch.end_line or branch.line
            if start <= at < (end_line, branch.end_column or sys.maxsize):
                yield choice.cond, holds


def _choices(expression: Expression) -> Iterator[ConditionalExpr]:
    """The conditional expressions in ``expression``."""
    if isinstance(expression, ConditionalExpr):
        yield expression
    for part in _parts(expression):
        yield from _choices(part)


def _parts(expression: Expression) -> list[Expression]:
    if isinstance(expression, ConditionalExpr):
        return [expression.if_expr, expression.else_expr]
    if isinstance(expression, OpExpr):
        return [expression.left, expression.right]
    if isinstance(expression, CallExpr):
        return [expression.callee, *expression.args]
    if isinstance(expression, MemberExpr):
        return [expression.expr]
    return expression.items if isinstance(expression, TupleExpr) else []


def _left(tests: list[Expression], branches: list[Block]) -> Iterator[_Test]:
    """What is known after branches, of those that leave the block."""
    for test, branch in zip(tests, branches, strict=False):
        if not _leaves(branch):
            break
        yield test, False
    if len(tests) == 1 and len(branches) == 2 and _leaves(branches[1]):
        yield tests[0], True


def _leaves(block: Block) -> bool:
    return bool(block.body) and isinstance(block.body[-1], (ReturnStmt, RaiseStmt, ContinueStmt, BreakStmt))


def _has(block: Block, line: int) -> bool:
    return bool(block.body) and block.body[0].line <= line <= _end(block.body[-1])


def _end(statement: Statement) -> int:
    return statement.line if statement.end_line is None else statement.end_line


def _equations(api: TypeChecker, test: Expression, holds: bool) -> Iterator[tuple[Dim, Dim]]:
    """The sizes that are equal if ``test`` holds, or does not."""
    if isinstance(test, UnaryExpr) and test.op == "not":
        yield from _equations(api, test.expr, not holds)
    elif isinstance(test, OpExpr) and test.op == ("and" if holds else "or"):
        yield from _equations(api, test.left, holds)
        yield from _equations(api, test.right, holds)
    elif isinstance(test, (NameExpr, MemberExpr)):
        bound = only_binding(api, test)
        if bound is not None and bound.value is not None and bound.index is None:
            yield from _equations(api, bound.value, holds)
    elif isinstance(test, ComparisonExpr) and _is_one(test, holds):
        yield dim_in(api, test.operands[0]), 1
    elif isinstance(test, OpExpr) and test.op == "%" and (not holds or _is_by_two(test)):
        yield from _of_remainder(api, test, int(holds))
    elif isinstance(test, ComparisonExpr) and (rest := _other_of_two(test, holds)) is not None:
        yield from _of_remainder(api, *rest)
    elif (
        isinstance(test, ComparisonExpr)
        and set(test.operators) == {"==" if holds else "!="}
        and (holds or len(test.operators) == 1)
    ):
        for one, other in itertools.pairwise(test.operands):
            yield from _equal(api, one, other)


def _is_one(test: ComparisonExpr, holds: bool) -> bool:
    """Whether ``test``, such as ``n > 1`` that does not hold, leaves a size no other number: it is 1 or more."""
    if len(test.operators) != 1 or not isinstance(test.operands[1], IntExpr):
        return False
    most = {"<": -1, "<=": 0} if holds else {">": 0, ">=": -1}
    operator, number = test.operators[0], test.operands[1].value
    return operator in most and number + most[operator] == 1


def _is_by_two(division: Expression) -> bool:
    """Whether ``division`` is one by 2, of which the remainder is 0 or 1."""
    is_remainder = isinstance(division, OpExpr) and division.op == "%"
    return is_remainder and isinstance(division, OpExpr) and _number_in(division.right) == 2


def _other_of_two(test: ComparisonExpr, holds: bool) -> tuple[OpExpr, int] | None:
    """The remainder that ``n % 2 == 1`` leaves where it does not hold, and ``n % 2 != 0`` where it does."""
    division, number = test.operands[0], _number_in(test.operands[1])
    is_other = test.operators == ["!=" if holds else "=="] and number in {0, 1} and _is_by_two(division)
    return (division, 1 - number) if is_other and isinstance(division, OpExpr) and number is not None else None


def _number_in(expression: Expression) -> int | None:
    return expression.value if isinstance(expression, IntExpr) else None


def _equal(api: TypeChecker, one: Expression, other: Expression) -> Iterator[tuple[Dim, Dim]]:
    for rest, number in ((one, other), (other, one)):
        if isinstance(rest, OpExpr) and rest.op == "%" and isinstance(number, IntExpr):
            yield from _of_remainder(api, rest, number.value)
            return
    ours, theirs = shape_in(api, one), shape_in(api, other)
    if ours is None or theirs is None:
        yield dim_in(api, one), dim_in(api, other)
    elif len(ours) == len(theirs):
        for mine, its in zip(ours, theirs, strict=True):
            if not isinstance(mine, Many) and not isinstance(its, Many):
                yield mine, its


def _of_remainder(api: TypeChecker, division: OpExpr, rest: int) -> Iterator[tuple[Dim, Dim]]:
    """``a % b == rest`` says that ``a`` is so many times ``b`` and ``rest``."""
    whole, divisor = dim_in(api, division.left), dim_in(api, division.right)
    yield whole, divisor * Symbol(f"{whole} // {divisor}", "tested") + rest
