"""``a, b = b, a`` reads both values before it binds a name; mypy binds ``a`` first, and reads ``b`` of it then.

A tuple that is not taken apart as it is written is read as a whole: ``a, b = (b, a)[:]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from mypy.nodes import (
    AssignmentStmt,
    ClassDef,
    DictExpr,
    Expression,
    IndexExpr,
    ListExpr,
    MypyFile,
    NameExpr,
    Node,
    SliceExpr,
    TupleExpr,
)

from typed_torch.mypy_plugin.bindings import blocks_of
from typed_torch.mypy_plugin.walking import functions_in, within

__all__ = ["as_written", "read_before_binding"]


@lru_cache(maxsize=8)  # files of one circle are read one after the other, and types in them
def read_before_binding(file: MypyFile) -> None:
    """Have every assignment in ``file`` whose values name what it binds read them as a whole."""
    for body in (file.defs, *(function.body.body for function in functions_in(file.defs))):
        for statement in _assignments(body):
            if len(statement.lvalues) == 1 and _reads_what_it_binds(statement.lvalues[0], statement.rvalue):
                everything = SliceExpr(None, None, None)
                whole = IndexExpr(statement.rvalue, everything)
                for node in (everything, whole):
                    node.set_line(statement.rvalue)
                statement.rvalue = whole


def as_written(value: Expression) -> Expression:
    """A tuple as the code has it, without what has it read as a whole."""
    if not isinstance(value, IndexExpr) or not isinstance(value.index, SliceExpr):
        return value
    part = value.index
    is_whole = part.begin_index is None and part.end_index is None and part.stride is None
    return value.base if is_whole and isinstance(value.base, TupleExpr) else value


def _assignments(statements: Sequence[Node]) -> Iterator[AssignmentStmt]:
    for statement in statements:
        if isinstance(statement, AssignmentStmt):
            yield statement
        elif not isinstance(statement, ClassDef):
            for block in blocks_of(statement):
                yield from _assignments(block.body)


def _reads_what_it_binds(target: Expression, value: Expression) -> bool:
    """Whether an item of ``value`` names what ``target`` binds to an item before it."""
    if not isinstance(target, TupleExpr) or not isinstance(value, TupleExpr) or len(target.items) != len(value.items):
        return False
    if any(map(_waits_for_more, value.items)):
        return False
    bound: set[str] = set()
    for name, item in zip(target.items, value.items, strict=True):
        if any(isinstance(node, NameExpr) and node.name in bound for node in (within(item) if bound else ())):
            return True
        if isinstance(name, NameExpr):
            bound.add(name.name)
    return False


def _waits_for_more(value: Expression) -> bool:
    """Whether mypy finds the type of ``value``, such as ``[]`` or ``None``, where more is put in it or bound."""
    is_none = isinstance(value, NameExpr) and value.name == "None"
    return is_none or (isinstance(value, (DictExpr, ListExpr)) and not value.items)
