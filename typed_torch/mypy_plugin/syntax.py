"""The file that is checked, parsed once more: mypy's own traversals are compiled and cannot be subclassed."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

__all__ = [
    "NOTHING",
    "Decided",
    "function_around",
    "is_called",
    "is_in_a_dict",
    "is_in_a_loop",
    "is_in_another_branch",
    "is_left_out",
    "may_be_left_out",
    "may_be_skipped",
    "may_list_change",
    "mentions",
    "nodes_in",
    "parsed",
]

_Extent = tuple[tuple[int, int], tuple[int, int]]


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


def function_around(path: str, line: int) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The innermost function that ``line`` stands in."""
    functions = (node for node in nodes_in(path) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    around = [each for each in functions if each.lineno <= line <= (each.end_lineno or each.lineno)]
    return around[-1] if around else None


_LOOPS = (ast.For, ast.While)


def is_in_a_loop(path: str, *lines: int) -> bool:
    """Whether a loop goes over one of ``lines``, which may be run again or not at all."""
    return any(first <= line <= last for kind, first, last in _blocks(path) if kind in _LOOPS for line in lines)


def may_be_skipped(path: str, line: int) -> bool:
    """Whether a loop goes over ``line`` that may have nothing to go over; what an object holds is taken to be some."""
    return any(first <= line <= last for first, last in _open_loops(path))


@lru_cache(8)
def _open_loops(path: str) -> tuple[tuple[int, int], ...]:
    loops = (node for node in nodes_in(path) if isinstance(node, _LOOPS))
    return tuple(
        (node.body[0].lineno, node.body[-1].end_lineno or 0)
        for node in loops
        if isinstance(node, ast.While) or not _is_held(node.iter)
    )


def _is_held(iterable: ast.expr) -> bool:
    """Whether ``self.blocks`` is gone over, perhaps with numbers or others beside them."""
    if isinstance(iterable, ast.Call) and isinstance(iterable.func, ast.Name) and iterable.args:
        return iterable.func.id in {"enumerate", "reversed", "zip"} and _is_held(iterable.args[0])
    return isinstance(iterable, ast.Attribute) and isinstance(iterable.value, ast.Name) and iterable.value.id == "self"


def is_in_another_branch(path: str, line: int, from_line: int) -> bool:
    """Whether ``line`` may be skipped where ``from_line`` is run."""
    return any(first <= line <= last and not first <= from_line <= last for _, first, last in _blocks(path))


@lru_cache(8)
def _blocks(path: str) -> tuple[tuple[type[ast.stmt], int, int], ...]:
    """The statements that run others or not, each branch of one for itself."""
    found: list[tuple[type[ast.stmt], int, int]] = []
    for node in nodes_in(path):
        if isinstance(node, (ast.If, ast.For, ast.While, ast.Try, ast.Match)):
            branches = [getattr(node, name, []) for name in ("body", "orelse", "finalbody")]
            inner = [*getattr(node, "handlers", []), *getattr(node, "cases", [])]
            branches += [each.body for each in inner]
            found += [(type(node), body[0].lineno, body[-1].end_lineno or 0) for body in branches if body]
    return tuple(found)


Decided = Mapping[tuple[int, int], bool]
"""Tests of which it is known whether they hold, by where they stand."""
NOTHING: Decided = MappingProxyType({})


def may_be_left_out(path: str, line: int, column: int, decided: Decided = NOTHING) -> bool:
    """Whether what stands there is only evaluated where something else chooses it: ``a if test else b``.

    What is ``decided`` is no choice.
    """
    return any(
        first <= (line, column) < last and (test is None or decided.get(test) is not verdict)
        for (first, last), test, verdict in _chosen_parts(path)
    )


def is_left_out(path: str, line: int, column: int, decided: Decided) -> bool:
    """Whether what is ``decided`` leaves it out."""
    return any(
        first <= (line, column) < last and test is not None and decided.get(test) is (not verdict)
        for (first, last), test, verdict in _chosen_parts(path)
    )


@lru_cache(8)
def _chosen_parts(path: str) -> tuple[tuple[_Extent, tuple[int, int] | None, bool], ...]:
    """What code may leave out, with the test that decides it, if there is one, and how that has to come out."""
    parts: list[tuple[ast.expr, ast.expr | None, bool]] = []
    for node in nodes_in(path):
        if isinstance(node, ast.IfExp):
            parts += [(node.body, node.test, True), (node.orelse, node.test, False)]
        elif isinstance(node, ast.BoolOp):
            parts += [(value, None, True) for value in node.values[1:]]
        elif isinstance(node, ast.Lambda):
            parts.append((node.body, None, True))
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            values = [node.value, node.key] if isinstance(node, ast.DictComp) else [node.elt]
            parts += [(value, None, True) for value in values]
    return tuple(
        (_extent(part), None if test is None else (test.lineno, test.col_offset), verdict)
        for part, test, verdict in parts
    )


_CHANGING = frozenset({"append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"})


def may_list_change(path: str, name: str, first: int, last: int) -> bool:
    """Whether the list ``name`` may hold something else at some point between two lines, also by another name."""
    return any(name == changed and first <= line <= last for changed, line in _changes(path))


@lru_cache(8)
def _changes(path: str) -> tuple[tuple[str, int], ...]:
    """The names of what is changed, or gets another name, and the lines where."""
    found: list[tuple[ast.expr, int]] = []
    for node in nodes_in(path):
        if isinstance(node, ast.Attribute) and node.attr in _CHANGING:
            found.append((node.value, node.lineno))
        elif isinstance(node, ast.Subscript):
            found += [] if isinstance(node.ctx, ast.Load) else [(node.value, node.lineno)]
        elif isinstance(node, (ast.AugAssign, ast.Assign)):
            found.append((node.target if isinstance(node, ast.AugAssign) else node.value, node.lineno))
    return tuple((whole.id, line) for whole, line in found if isinstance(whole, ast.Name))


def is_called(path: str, line: int, column: int, end: int | None) -> bool:
    """Whether what stands there is called."""
    return (line, column, end) in _callees(path)


@lru_cache(8)
def _callees(path: str) -> frozenset[tuple[int, int, int | None]]:
    calls = (node.func for node in nodes_in(path) if isinstance(node, ast.Call))
    return frozenset((called.lineno, called.col_offset, called.end_col_offset) for called in calls)


def is_in_a_dict(path: str, line: int, column: int) -> bool:
    """Whether what stands there is in a value of a dict that is written out, whose values mypy joins."""
    return any(first <= (line, column) < last for first, last in _values_of_dicts(path))


@lru_cache(8)
def _values_of_dicts(path: str) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    values: list[ast.expr] = []
    for node in nodes_in(path):
        if isinstance(node, ast.Dict):
            values += node.values
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
            values += [keyword.value for keyword in node.keywords]
    return tuple(map(_extent, values))


def _extent(node: ast.expr) -> _Extent:
    return (node.lineno, node.col_offset), (node.end_lineno or node.lineno, node.end_col_offset or 0)
