"""What the functions of a file bind names to, as they stand there: mypy's own traversals cannot be subclassed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from mypy.nodes import (
    AssignmentExpr,
    AssignmentStmt,
    Block,
    CallExpr,
    Expression,
    ForStmt,
    ListExpr,
    NameExpr,
    Node,
    OperatorAssignmentStmt,
    StarExpr,
    TupleExpr,
    Var,
    WithStmt,
)

from typed_torch.mypy_plugin.bindings import statements_of
from typed_torch.mypy_plugin.swapping import as_written
from typed_torch.mypy_plugin.walking import within

__all__ = ["Binding", "bindings_of"]


@dataclass(frozen=True, slots=True)
class Binding:
    """What a variable is bound to: ``value``, or what stands at ``path`` in the tuple that it is."""

    target: NameExpr
    value: Expression | None
    path: tuple[int, ...] = ()


def bindings_of(body: Block, has_inner: bool) -> dict[Var, list[Binding]]:
    """The variables that a function or a module itself binds, each time where and to which value, if that is one.

    Expressions are looked through only where they may bind names too.
    """
    found: defaultdict[Var, list[Binding]] = defaultdict(list)
    nodes = within(body, into_functions=False) if has_inner else statements_of(body)
    for node in nodes:
        for target, value in _targets(node):
            for binding in _bound(target, value):
                if isinstance(binding.target.node, Var):
                    found[binding.target.node].append(binding)
    return found


def _bound(target: Node, value: Expression | None, path: tuple[int, ...] = ()) -> Iterator[Binding]:
    """The names in a target, each with what it is bound to."""
    if isinstance(target, NameExpr):
        yield Binding(target, value, path)
    elif isinstance(target, (TupleExpr, ListExpr)):
        has_stars = any(isinstance(item, StarExpr) for item in target.items)
        is_written = not path and isinstance(value, TupleExpr) and len(value.items) == len(target.items)
        for place, item in enumerate(target.items):
            if has_stars or value is None:
                yield from _bound(item, None)
            elif is_written and isinstance(value, TupleExpr):
                yield from _bound(item, value.items[place])
            else:
                yield from _bound(item, value, (*path, place))
    elif isinstance(target, StarExpr):
        yield from _bound(target.expr, None)


def _targets(node: Node) -> Iterator[tuple[Node, Expression | None]]:
    if isinstance(node, AssignmentStmt):
        value = as_written(node.rvalue) if node.unanalyzed_type is None else None
        yield from ((target, value) for target in node.lvalues)
    elif isinstance(node, OperatorAssignmentStmt):
        yield node.lvalue, None
    elif isinstance(node, AssignmentExpr):
        yield node.target, None
    elif isinstance(node, ForStmt):
        yield from _looped(node)
    elif isinstance(node, WithStmt):
        yield from ((target, None) for target in node.target if target is not None)


def _looped(loop: ForStmt) -> Iterator[tuple[Node, Expression | None]]:
    """What a loop binds, with what it takes it from: the rows of a tensor are tensors."""
    target, source = loop.index, loop.expr
    name = source.callee.name if isinstance(source, CallExpr) and isinstance(source.callee, NameExpr) else ""
    if isinstance(source, CallExpr) and name in {"enumerate", "zip"} and isinstance(target, (TupleExpr, ListExpr)):
        sources: list[Expression | None] = [*source.args]
        sources = [None, *sources[:1]] if name == "enumerate" else sources
        sources += [None] * len(target.items)
        yield from zip(target.items, sources, strict=False)
    else:
        yield target, source if isinstance(source, (CallExpr, NameExpr)) else None
