"""The file that is checked, parsed once more: mypy's own traversals are compiled and cannot be subclassed."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

from mypy.nodes import MypyFile

__all__ = ["nodes_of", "parsed"]


def parsed(path: str) -> ast.Module:
    """What stands in a file; nothing of code given on the command line, or newer than this Python."""
    try:
        return ast.parse(Path(path).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ast.Module([], [])


@lru_cache(maxsize=2)  # all hooks on one file come after each other
def nodes_of(file: MypyFile) -> tuple[ast.AST, ...]:
    """All that ``file`` is written of."""
    return tuple(ast.walk(parsed(file.path)))
