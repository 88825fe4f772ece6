"""Calls inside ``with torch.autocast(...)``, which chooses dtypes by itself."""

from __future__ import annotations

import ast
from functools import lru_cache

from mypy.nodes import MypyFile

from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.syntax import nodes_of

__all__ = ["is_under_autocast"]


@lru_cache(maxsize=1)  # all hooks on one file come after each other
def _lines_in(file: MypyFile) -> tuple[range, ...]:
    """The lines of every such block, and of functions that ``autocast`` decorates."""
    found = []
    for node in nodes_of(file):
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
    return any(call.context.line in lines for lines in _lines_in(call.api.tree))
