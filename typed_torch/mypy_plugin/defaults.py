"""Defaults of numbers: what they rule out is only wrong where code runs whatever else it is given.

Behind ``if self.mode == "single"`` another number may be given than by default.
"""

from __future__ import annotations

import ast
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache

from mypy.nodes import Context
from mypy.plugin import CheckerPluginInterface

from typed_torch.mypy_plugin.syntax import may_be_left_out, may_be_skipped, nodes_in
from typed_torch.shape.sizes import whatever_is_given

__all__ = ["as_given", "is_always_run", "is_run"]


def as_given(api: CheckerPluginInterface, at: Context) -> AbstractContextManager[None]:
    """What defaults say in ``at``: nothing where code chooses whether that is run."""
    return whatever_is_given() if _is_chosen(api.path, at.line) else nullcontext()


def is_always_run(api: CheckerPluginInterface, at: Context) -> bool:
    """Whether a call of the function that ``at`` stands in evaluates it, if nothing fails."""
    return is_run(api, at.line) and not may_be_left_out(api.path, at.line, at.column)


def is_run(api: CheckerPluginInterface, line: int) -> bool:
    """The same of the statement in ``line``."""
    return not (_is_chosen(api.path, line) or may_be_skipped(api.path, line))


@lru_cache(4096)
def _is_chosen(path: str, line: int) -> bool:
    """Whether ``line`` stands in a branch of its function, or behind one that leaves it."""
    around = [lines for lines in _functions(path) if line in lines]
    if not around:
        return False
    lines = around[-1]  # inner ones come after outer ones
    return any(
        line in choice or (leaves and choice.start < line)
        for choice, leaves in _choices(path)
        if choice.start in lines and choice.start <= line
    )


@lru_cache(8)
def _functions(path: str) -> list[range]:
    """The lines of the functions of a file, outer ones before inner ones."""
    return [_lines(node) for node in nodes_in(path) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


@lru_cache(8)
def _choices(path: str) -> list[tuple[range, bool]]:
    """The lines that choose what is run, and whether what is behind them may not be, other than by an error."""
    chosen = (ast.If, ast.IfExp, ast.Match, ast.Try, ast.While)
    return [(_lines(node), _leaves(node)) for node in nodes_in(path) if isinstance(node, chosen)]


def _lines(node: ast.stmt | ast.expr) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _leaves(node: ast.AST) -> bool:
    return any(isinstance(part, (ast.Break, ast.Continue, ast.Return)) for part in ast.walk(node))
