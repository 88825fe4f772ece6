"""Calls inside ``with torch.autocast(...)``, which chooses dtypes by itself."""

from __future__ import annotations

import ast
from functools import lru_cache

from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.syntax import mentions, nodes_in

__all__ = ["is_under_autocast"]


@lru_cache(maxsize=1)  # all hooks on one file come after each other
def _lines_in(file: str) -> tuple[range, ...]:
    """The lines of every such block, and of functions that ``autocast`` decorates."""
    found: list[range] = []
    for node in nodes_in(file) if mentions(file, "autocast") else ():
        if isinstance(node, (ast.With, ast.AsyncWith)):
            entered = [item.context_expr for item in node.items]
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            entered = node.decorator_list
        else:
            continue
        if any("autocast" in ast.unparse(expression) for expression in entered):
            found.append(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return tuple(found)


def is_under_autocast(call: Call) -> bool:
    """Whether ``call`` stands in a block that autocasts."""
    return any(call.context.line in lines for lines in _lines_in(call.api.path))
