"""Through the nodes of a file that mypy has read: its own traversals are compiled and cannot be subclassed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from mypy.checker import TypeChecker
from mypy.nodes import (
    Argument,
    ClassDef,
    Decorator,
    Expression,
    FuncDef,
    MypyFile,
    NameExpr,
    Node,
    OperatorAssignmentStmt,
    OverloadedFuncDef,
    Statement,
)
from mypy.plugin import AttributeContext

from typed_torch.mypy_plugin.bindings import blocks_of, statements_of

__all__ = ["functions_in", "is_assigned", "is_none", "within"]


def is_none(written: Node | None) -> bool:
    """Whether it is ``None`` that is written."""
    return isinstance(written, NameExpr) and written.fullname == "builtins.None"


def is_assigned(ctx: AttributeContext) -> bool:
    """Whether an attribute is assigned, and not read as well, as ``self.total += x`` does."""
    assert isinstance(ctx.api, TypeChecker)
    return ctx.is_lvalue and id(ctx.context) not in _updated(ctx.api.tree)


@lru_cache(maxsize=2)  # all hooks on one file come after each other
def _updated(file: MypyFile) -> frozenset[int]:
    bodies = [function.body for function in functions_in(file.defs)]
    statements = (each for body in bodies for each in statements_of(body))
    return frozenset(id(each.lvalue) for each in statements if isinstance(each, OperatorAssignmentStmt))


def functions_in(statements: Iterable[Node]) -> Iterator[FuncDef]:
    """Every function in ``statements``, methods and inner ones too."""
    for statement in statements:
        if isinstance(statement, FuncDef):
            yield statement
            yield from functions_in(statement.body.body)
        elif isinstance(statement, Decorator):
            yield from functions_in([statement.func])
        elif isinstance(statement, OverloadedFuncDef):
            yield from functions_in(statement.items)
        elif isinstance(statement, ClassDef):
            yield from functions_in(statement.defs.body)
        else:
            for block in blocks_of(statement):
                yield from functions_in(block.body)


# What leads from a node to those that it names or is made of again.
_ELSEWHERE = frozenset(
    {"__match_args__", "analyzed", "def_var", "expanded", "info", "node", "type", "variable"}
    | {"original_decorators", "original_def"}
)


def within(node: Node, into_functions: bool = True) -> Iterator[Node]:
    """``node`` and all below it, in the order of the text."""
    yield node
    if isinstance(node, (FuncDef, ClassDef)) and not into_functions:
        return
    for name in _parts_of(type(node)):
        yield from _nodes(getattr(node, name, None), into_functions)


def _nodes(value: object, into_functions: bool) -> Iterator[Node]:
    if isinstance(value, (Expression, Statement, Argument)):
        yield from within(value, into_functions)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _nodes(each, into_functions)


_PARTS: dict[type, tuple[str, ...]] = {}


def _parts_of(kind: type) -> tuple[str, ...]:
    """The attributes that nodes of ``kind`` have their parts in."""
    if kind not in _PARTS:
        slots = (name for base in kind.__mro__ for name in getattr(base, "__slots__", ()))
        names = getattr(kind, "__mypyc_attrs__", slots)  # where mypy is compiled, and where it is not
        _PARTS[kind] = tuple(name for name in dict.fromkeys(names) if name not in _ELSEWHERE)
    return _PARTS[kind]
