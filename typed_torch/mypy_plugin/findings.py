"""What is found of a function while mypy checks it, apart from what is found where it is followed once more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

from mypy.nodes import FuncItem, MypyFile

__all__ = ["findings", "found_apart"]

_Kind = TypeVar("_Kind")
_Found = dict[Callable[[], Any], Any]


@lru_cache(maxsize=64)  # files that import each other are checked in turns
def _found_in(file: MypyFile) -> defaultdict[FuncItem | None, _Found]:
    return defaultdict(dict)


def findings(file: MypyFile, function: FuncItem | None, kind: Callable[[], _Kind]) -> _Kind:
    """What is found of ``function``, or of the code around all functions, in the container that ``kind`` makes."""
    found: _Kind = _found_in(file)[function].setdefault(kind, kind())
    return found


@contextmanager
def found_apart(file: MypyFile, function: FuncItem) -> Iterator[None]:
    """Have what is found of ``function`` forgotten after, and what was found before known again."""
    found = _found_in(file)
    before = found.pop(function, {})
    try:
        yield
    finally:
        found[function] = before
