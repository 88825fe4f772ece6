"""Cells whose definitions are checked."""

from __future__ import annotations

import ast
import builtins
from typing import Any

from typed_torch._checking.decorating import DECORATOR, Decorating, checked_if_annotated
from typed_torch._checking.switch import is_never

__all__ = ["CheckedCells"]


class CheckedCells:
    """A transformer of IPython's: what a cell defines is checked as a module is under ``install_hook``."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        shell.ast_transformers.append(self)

    def remove(self) -> None:
        """Let later cells be as they are written; what was defined stays checked."""
        transformers = self._shell.ast_transformers
        transformers[:] = [each for each in transformers if each is not self]

    def visit(self, tree: ast.AST) -> ast.AST:
        """``tree`` with every definition decorated."""
        if is_never():
            return tree
        # Kept when the extension is gone: functions inside of functions are decorated whenever those run.
        self._shell.user_ns[DECORATOR] = checked_if_annotated  # where pickling by value looks
        self._shell.user_ns_hidden[DECORATOR] = checked_if_annotated
        vars(builtins)[DECORATOR] = checked_if_annotated  # where `%reset` in the same cell leaves it
        decorated: ast.AST = Decorating().visit(tree)
        return decorated
