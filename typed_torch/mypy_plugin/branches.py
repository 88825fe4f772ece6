"""Functions that look at shapes themselves: behind ``if x.shape[-1] == 3`` a name is no longer any size."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache

from typed_torch.mypy_plugin.syntax import nodes_in

__all__ = ["branches_on_devices", "branches_on_ranks", "branches_on_shapes", "branches_on_sizes", "equates_sizes"]

_LOOKS = frozenset({"shape", "ndim", "size", "dim", "ndimension"})
_RANKS = frozenset({"ndim", "dim", "ndimension"})
_PLACES = frozenset({"device", "get_device", "is_cpu", "is_cuda", "is_mps", "is_xpu"})


def branches_on_shapes(file: str, line: int) -> bool:
    """Whether the function around ``line`` chooses by the shape of something."""
    return any(line in lines for lines in _functions_with(file, _looks_at_shapes))


def branches_on_ranks(file: str, line: int) -> bool:
    """Whether the function around ``line`` chooses by a number of dimensions: ``if x.ndim == 2``."""
    return any(line in lines for lines in _functions_with(file, _looks_at_ranks))


def branches_on_sizes(file: str, line: int) -> bool:
    """Whether the function around ``line`` chooses by a size of something, not by a number of dimensions alone."""
    return any(line in lines for lines in _functions_with(file, _looks_at_sizes))


def branches_on_devices(file: str, line: int) -> bool:
    """Whether the function around ``line`` chooses by the device of something: ``if x.is_cuda``."""
    return any(line in lines for lines in _functions_with(file, _looks_at_devices))


def equates_sizes(file: str, line: int) -> bool:
    """Whether the function around ``line`` tests whether sizes are equal: ``assert x.shape[0] == len(y)``."""
    return any(line in lines for lines in _functions_with(file, _equates))


@lru_cache(16)
def _functions_with(file: str, is_meant: Callable[[ast.expr, Collection[str]], bool]) -> tuple[range, ...]:
    """The lines of the functions with such a test."""
    return tuple(lines for lines, tests, sizes in _functions(file) if any(is_meant(test, sizes) for test in tests))


@lru_cache(8)
def _functions(file: str) -> list[tuple[range, list[ast.expr], set[str]]]:
    """The lines of each function, the tests in it, and the names that are bound to sizes there."""
    found: list[tuple[range, list[ast.expr], set[str]]] = []
    tests: list[tuple[int, ast.expr]] = []
    sizes: list[tuple[int, set[str]]] = []
    for node in nodes_in(file):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.append((range(node.lineno, (node.end_lineno or node.lineno) + 1), [], set()))
        elif isinstance(node, (ast.If, ast.IfExp, ast.Assert, ast.While)):
            tests.append((node.test.lineno, node.test))
        elif isinstance(node, ast.Match):
            tests.append((node.lineno, ast.Compare(node.subject, [ast.Eq()], [])))
        elif isinstance(node, ast.Assign) and _looks_at_shapes(node.value):
            names = (name for target in node.targets for name in ast.walk(target))
            sizes.append((node.lineno, {name.id for name in names if isinstance(name, ast.Name)}))
    for lines, own, names_of_sizes in found:
        own += [test for line, test in tests if line in lines]
        names_of_sizes.update(*(names for line, names in sizes if line in lines))
    return found


def _names(test: ast.expr, attributes: Collection[str]) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr in attributes for part in ast.walk(test))


def _looks_at_shapes(test: ast.expr, _: Collection[str] = ()) -> bool:
    return _names(test, _LOOKS)


def _looks_at_ranks(test: ast.expr, _: Collection[str] = ()) -> bool:
    calls = (part.func for part in ast.walk(test) if isinstance(part, ast.Call))
    return _names(test, _RANKS) or any(isinstance(called, ast.Name) and called.id == "len" for called in calls)


def _looks_at_sizes(test: ast.expr, _: Collection[str] = ()) -> bool:
    return any(True for _ in _sizes_in(test))


def _sizes_in(test: ast.AST) -> Iterator[ast.Attribute]:
    """``x.shape`` and ``x.size``, but for ``len(x.shape)``."""
    if isinstance(test, ast.Attribute) and test.attr in _LOOKS - _RANKS:
        yield test
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.func.id == "len":
        return
    for part in ast.iter_child_nodes(test):
        yield from _sizes_in(part)


def _looks_at_devices(test: ast.expr, _: Collection[str] = ()) -> bool:
    return _names(test, _PLACES)


def _equates(test: ast.expr, sizes: Collection[str]) -> bool:
    """Whether a shape, or a size that a name is bound to, is compared with something for being the same."""
    equalities = (
        part
        for part in ast.walk(test)
        if isinstance(part, ast.Compare) and any(isinstance(op, (ast.Eq, ast.NotEq)) for op in part.ops)
    )
    return any(
        any(True for _ in _sizes_in(equality))
        or any(isinstance(part, ast.Name) and part.id in sizes for part in ast.walk(equality))
        for equality in equalities
    )
