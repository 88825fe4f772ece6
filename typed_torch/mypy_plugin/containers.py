"""Lists and dicts that nobody annotates: mypy holds them to the first tensor in them, and code puts others in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from mypy.checker import TypeChecker
from mypy.errors import ErrorInfo

from typed_torch.mypy_plugin.syntax import function_around, nodes_in

__all__ = ["is_of_a_helper", "is_put_in"]

_TENSOR = r"[^\"]*\bTensor\[[^\"]*\][^\"]*"
_REFUSALS = (
    ("assignment", re.compile(rf'expression has type "{_TENSOR}", target has type "{_TENSOR}"\)')),
    ("dict-item", re.compile(rf'^Dict entry \d+ has incompatible type ".+": "{_TENSOR}"; expected ".+": "{_TENSOR}"')),
    ("list-item", re.compile(rf'^List item \d+ has incompatible type "{_TENSOR}"; expected "{_TENSOR}"')),
    (
        "arg-type",
        re.compile(r'^Argument .+ to "\w+" of "\w+" has incompatible type .*Tensor\[.*; expected .*Tensor\['),
    ),
    ("operator", re.compile(rf'^Unsupported operand types for \+ \("list\[{_TENSOR}\]" and "list\[{_TENSOR}\]"\)')),
)
# A module that a helper without annotations gives: to mypy itself that is anything.
_MADE = re.compile(r'^(?:Argument \d+ to "(?:append|insert|extend)" of "list"|List item \d+) has incompatible type ')
_METHODS = frozenset({"append", "extend", "insert", "setdefault", "update"})


def is_put_in(checker: TypeChecker, info: ErrorInfo) -> bool:
    """Whether mypy refuses a tensor only since it is not like those that a list or a dict without annotation has."""
    code = None if info.code is None else info.code.code
    if not any(code == of and refusal.search(info.message) for of, refusal in _REFUSALS):
        return False
    nodes = nodes_in(checker.path)
    names = {name for node in nodes for name in _filled(node, info.line)}
    return code == "operator" or (bool(names) and names.isdisjoint(_annotated(checker.path, info.line)))


def is_of_a_helper(path: str, info: ErrorInfo) -> bool:
    """Whether mypy refuses, in a list, what a function without annotations returns, or what comes beside that."""
    if info.code is None or info.code.code not in {"arg-type", "list-item"} or not _MADE.search(info.message):
        return False
    nodes = nodes_in(path)
    helpers = {node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.returns is None}
    names = {name for node in nodes for name in _filled(node, info.line)}
    bound = (node for node in nodes if isinstance(node, ast.Assign) and not names.isdisjoint(_stored(node.targets)))
    lists = (part for node in bound for part in ast.walk(node.value) if isinstance(part, ast.List))
    here = (node for node in nodes if isinstance(node, ast.Call) and node.lineno == info.line)
    items = (item for value in lists for item in value.elts)
    return any(_calls_one_of(helpers, node) for node in (*here, *items))


def _stored(targets: Sequence[ast.expr]) -> Iterator[str]:
    return (part.id for each in targets for part in ast.walk(each) if isinstance(part, ast.Name))


def _calls_one_of(names: set[str], node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def _annotated(path: str, line: int) -> set[str]:
    """The names that have annotations in the function around ``line``, or in the module."""
    function = function_around(path, line)
    parts = nodes_in(path) if function is None else list(ast.walk(function))
    declared = {
        part.target.id for part in parts if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    }
    return declared | {part.arg for part in parts if isinstance(part, ast.arg) and part.annotation is not None}


def _filled(node: ast.AST, line: int) -> list[str]:
    """The names of lists and dicts that ``node`` puts something in, if it stands in ``line``."""
    holders: list[ast.expr] = []
    if not isinstance(node, (ast.Assign, ast.AugAssign, ast.BinOp, ast.Call)):
        return []
    if not node.lineno <= line <= (node.end_lineno or node.lineno):
        return []
    if isinstance(node, ast.Assign):
        holders = [target.value for target in node.targets if isinstance(target, ast.Subscript)]
    elif isinstance(node, ast.AugAssign):
        holders = [node.target]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.BitOr)):
        holders = [node.left, node.right]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
        holders = [node.func.value]
    return [holder.id for holder in holders if isinstance(holder, ast.Name)]
