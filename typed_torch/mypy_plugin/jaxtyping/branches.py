"""Functions that look at shapes themselves: behind ``if x.shape[-1] == 3`` a name is no longer any size."""

from __future__ import annotations

import ast
from functools import lru_cache

from typed_torch.mypy_plugin.syntax import parsed

__all__ = ["branches_on_shapes"]

_LOOKS = frozenset({"shape", "ndim", "size", "dim", "ndimension"})


def branches_on_shapes(file: str, line: int) -> bool:
    """Whether the function around ``line`` chooses by the shape of something."""
    around = [found for first, last, found in _functions(file) if first <= line <= last]
    return any(around)


@lru_cache(8)
def _functions(file: str) -> tuple[tuple[int, int, bool], ...]:
    functions = (node for node in ast.walk(parsed(file)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    return tuple((node.lineno, node.end_lineno or node.lineno, _branches(node)) for node in functions)


def _branches(function: ast.AST) -> bool:
    tests = (node.test for node in ast.walk(function) if isinstance(node, (ast.If, ast.IfExp, ast.Assert, ast.While)))
    return any(isinstance(part, ast.Attribute) and part.attr in _LOOKS for test in tests for part in ast.walk(test))
