"""Functions that look at shapes themselves: behind ``if x.shape[-1] == 3`` a name is no longer any size."""

from __future__ import annotations

import ast
from functools import lru_cache

from typed_torch.mypy_plugin.syntax import nodes_in

__all__ = ["branches_on_shapes"]

_LOOKS = frozenset({"shape", "ndim", "size", "dim", "ndimension"})


def branches_on_shapes(file: str, line: int) -> bool:
    """Whether the function around ``line`` chooses by the shape of something."""
    around = [found for first, last, found in _functions(file) if first <= line <= last]
    return any(around)


@lru_cache(8)
def _functions(file: str) -> tuple[tuple[int, int, bool], ...]:
    functions, looks = [], []
    for node in nodes_in(file):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            functions.append((node.lineno, node.end_lineno or node.lineno))
        elif isinstance(node, (ast.If, ast.IfExp, ast.Assert, ast.While)) and _looks_at_shapes(node.test):
            looks.append(node.lineno)
    return tuple((first, last, any(first <= look <= last for look in looks)) for first, last in functions)


def _looks_at_shapes(test: ast.expr) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr in _LOOKS for part in ast.walk(test))
