"""The file that is checked, parsed once more: mypy's own traversals are compiled and cannot be subclassed."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

__all__ = ["mentions", "nodes_in", "parsed"]


@lru_cache(8)  # hooks on one file come after each other, with looks at what it imports
def _source(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError):  # code given on the command line
        return b""


def mentions(path: str, word: str) -> bool:
    """Whether ``word`` stands anywhere in a file."""
    return word.encode() in _source(path)


@lru_cache(8)
def parsed(path: str) -> ast.Module:
    """What stands in a file; nothing where it is newer than this Python."""
    try:
        return ast.parse(_source(path))
    except (SyntaxError, ValueError):
        return ast.Module([], [])


@lru_cache(8)
def nodes_in(path: str) -> tuple[ast.AST, ...]:
    """All that a file is written of, outer nodes before inner ones."""
    found: list[ast.AST] = [parsed(path)]
    for node in found:  # which grows: ``ast.walk`` takes twice the time
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                found += [each for each in value if isinstance(each, ast.AST)]
            elif isinstance(value, ast.AST) and name != "ctx":
                found.append(value)
    return tuple(found)
