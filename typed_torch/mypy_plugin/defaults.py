"""Defaults of numbers: what they rule out is only wrong where code runs whatever else it is given.

Behind ``if self.mode == "single"`` another number may be given than by default.
"""

from __future__ import annotations

import ast
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache

from mypy.nodes import Context
from mypy.plugin import CheckerPluginInterface

from typed_torch.mypy_plugin.syntax import is_in_a_loop, may_be_left_out, nodes_in
from typed_torch.shape.sizes import whatever_is_given

__all__ = ["as_given", "is_always_run"]


def as_given(api: CheckerPluginInterface, at: Context) -> AbstractContextManager[None]:
    """What defaults say in ``at``: nothing where code chooses whether that is run."""
    return whatever_is_given() if _is_chosen(api.path, at.line) else nullcontext()


def is_always_run(api: CheckerPluginInterface, at: Context) -> bool:
    """Whether a call of the function that ``at`` stands in evaluates it once, if nothing fails."""
    path, line = api.path, at.line
    return not (_is_chosen(path, line) or is_in_a_loop(path, line) or may_be_left_out(path, line, at.column))


@lru_cache(4096)
def _is_chosen(path: str, line: int) -> bool:
    """Whether ``line`` stands in a branch of its function, or behind one that leaves it."""
    around = [node for node in nodes_in(path) if isinstance(node, _FUNCTIONS) and line in _lines(node)]
    if not around:
        return False
    lines = _lines(around[-1])  # inner ones come after outer ones
    return any(
        node.lineno in lines and (line in _lines(node) or (node.lineno < line and _leaves(node)))
        for node in nodes_in(path)
        if isinstance(node, _CHOICES)
    )


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_CHOICES = (ast.If, ast.IfExp, ast.Match, ast.Try, ast.While)


def _lines(node: ast.stmt | ast.expr) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _leaves(node: ast.AST) -> bool:
    """Whether what is behind ``node`` may not be run, other than by an error."""
    return any(isinstance(part, (ast.Break, ast.Continue, ast.Return)) for part in ast.walk(node))
