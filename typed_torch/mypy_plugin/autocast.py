"""Calls inside ``with torch.autocast(...)``, which chooses dtypes by itself."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.syntax import mentions, nodes_in

__all__ = ["is_under_autocast"]


@lru_cache(maxsize=1)  # all hooks on one file come after each other
def _lines_in(file: str) -> tuple[range, ...]:
    """The lines of every such block, and of functions that ``autocast`` decorates."""
    nodes = nodes_in(file) if mentions(file, "autocast") else ()
    names = set(_bound_to_it(nodes))
    found: list[range] = []
    for node in nodes:
        if isinstance(node, (ast.With, ast.AsyncWith)):
            entered = [item.context_expr for item in node.items] + [*_entered_in(node)]
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            entered = node.decorator_list
        else:
            continue
        if any(_names_it(expression, names) for expression in entered):
            found.append(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return tuple(found)


def _bound_to_it(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """The names and attributes that are bound to such a block's context: ``ctx = torch.autocast("cuda")``."""
    for node in nodes:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None and _names_it(node.value, ()):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from map(ast.unparse, targets)


def _entered_in(block: ast.With | ast.AsyncWith) -> Iterator[ast.expr]:
    """What ``stack.enter_context(...)`` enters in ``block``."""
    for node in ast.walk(block):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and "enter" in node.func.attr:
            yield from node.args


def _names_it(expression: ast.expr, names: Collection[str]) -> bool:
    parts = (ast.unparse(part) for part in ast.walk(expression) if isinstance(part, (ast.Name, ast.Attribute)))
    return any("autocast" in part or part in names for part in parts)


def is_under_autocast(call: Call) -> bool:
    """Whether ``call`` stands in a block that autocasts."""
    return any(call.context.line in lines for lines in _lines_in(call.api.path))
