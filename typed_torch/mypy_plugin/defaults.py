"""Defaults of numbers: what they rule out is only wrong where code runs whatever else it is given.

Behind ``if self.mode == "single"`` another number may be given than by default.
"""

from __future__ import annotations

import ast
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import NamedTuple

from mypy.nodes import Context
from mypy.plugin import CheckerPluginInterface

from typed_torch.mypy_plugin.syntax import NOTHING, Decided, is_left_out, may_be_left_out, may_be_skipped, nodes_in
from typed_torch.shape.sizes import whatever_is_given

__all__ = ["as_given", "is_always_run", "is_never_run", "is_run"]


def as_given(api: CheckerPluginInterface, at: Context) -> AbstractContextManager[None]:
    """What defaults say in ``at``: nothing where code chooses whether that is run."""
    return whatever_is_given() if _is_chosen(api.path, at.line) else nullcontext()


def is_always_run(api: CheckerPluginInterface, at: Context, decided: Decided = NOTHING) -> bool:
    """Whether a call of the function that ``at`` stands in evaluates it, if nothing fails.

    It may be a call of which some tests are ``decided``.
    """
    is_left_out = may_be_left_out(api.path, at.line, at.column, decided)
    return is_run(api, at.line, decided) and not is_left_out


def is_run(api: CheckerPluginInterface, line: int, decided: Decided = NOTHING) -> bool:
    """The same of the statement in ``line``."""
    is_chosen = _may_be_passed_by(api.path, line, decided) if decided else _is_chosen(api.path, line)
    return not (is_chosen or may_be_skipped(api.path, line))


def is_never_run(api: CheckerPluginInterface, at: Context, decided: Decided) -> bool:
    """Whether what is ``decided`` passes ``at`` by."""
    is_passed_by = any(each.passes_by(at.line, decided) for each in _choices(api.path))
    return is_passed_by or is_left_out(api.path, at.line, at.column, decided)


@lru_cache(4096)
def _is_chosen(path: str, line: int) -> bool:
    """Whether ``line`` stands in a branch of its function, or behind one that leaves it."""
    return _may_be_passed_by(path, line, NOTHING)


def _may_be_passed_by(path: str, line: int, decided: Decided) -> bool:
    """The same where some tests are ``decided``."""
    around = [lines for lines in _functions(path) if line in lines]
    if not around:
        return False
    lines = around[-1]  # inner ones come after outer ones
    choices = (each for each in _choices(path) if each.lines.start in lines and each.lines.start <= line)
    return any(each.may_pass_by(line, decided) for each in choices)


class _Choice(NamedTuple):
    """Lines that choose what is run, and whether what is behind them may not be, other than by an error.

    Those of an ``if`` have a ``test``, by where it stands, and a ``body`` for where it holds.
    """

    lines: range
    leaves: bool
    test: tuple[int, int] | None = None
    body: range = range(0)

    def may_pass_by(self, line: int, decided: Decided) -> bool:
        """Whether ``line``, which stands in it or behind it, may not be run because of it."""
        if self.test not in decided:
            return line in self.lines or (self.leaves and self.lines.start < line)
        return self.passes_by(line, decided)

    def passes_by(self, line: int, decided: Decided) -> bool:
        """Whether ``line`` stands in the other branch than the one that is decided."""
        verdict = None if self.test is None else decided.get(self.test)
        is_in_a_branch = line in self.lines and line >= self.body.start > 0
        return verdict is not None and is_in_a_branch and (line in self.body) != verdict


@lru_cache(8)
def _functions(path: str) -> list[range]:
    """The lines of the functions of a file, outer ones before inner ones."""
    return [_lines(node) for node in nodes_in(path) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


@lru_cache(8)
def _choices(path: str) -> list[_Choice]:
    chosen = (ast.If, ast.IfExp, ast.Match, ast.Try, ast.While)
    return [_choice(node) for node in nodes_in(path) if isinstance(node, chosen)]


def _choice(node: ast.stmt | ast.expr) -> _Choice:
    leaves = any(isinstance(part, (ast.Break, ast.Continue, ast.Return)) for part in ast.walk(node))
    if not isinstance(node, (ast.If, ast.IfExp)):
        return _Choice(_lines(node), leaves)
    body = range(node.body[0].lineno, (node.body[-1].end_lineno or 0) + 1) if isinstance(node, ast.If) else range(0)
    return _Choice(_lines(node), leaves, (node.test.lineno, node.test.col_offset), body)


def _lines(node: ast.stmt | ast.expr) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)
