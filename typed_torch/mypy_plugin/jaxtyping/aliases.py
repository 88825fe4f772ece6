"""Short names for annotations, such as ``Image = Float[Tensor, "3 h w"]``.

mypy drops the string before any hook sees it, so it is read from the file that defines the name.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from mypy.nodes import MypyFile, SymbolNode, TypeAlias, TypeInfo

from typed_torch.mypy_plugin.fullnames import TENSOR, TORCH_TENSOR
from typed_torch.mypy_plugin.jaxtyping.imports import class_named
from typed_torch.mypy_plugin.syntax import parsed
from typed_torch.shape.jaxtyping.dtypes import dtypes_of

__all__ = ["Leaf", "leaves_of"]

_DEEPEST = 10


class Leaf(NamedTuple):
    """One annotation over torch's tensors: jaxtyping's class and the text; ``None`` is ``Leaf("", "")``."""

    name: str
    text: str


def leaves_of(modules: Mapping[str, MypyFile], node: TypeAlias, depth: int = 0) -> list[Leaf] | None:
    """The annotations that ``node`` is a union of; ``None`` if it is something else."""
    file = modules.get(node.module)
    value = None if file is None or depth > _DEEPEST else _values(file.path).get(node.name)
    return None if value is None else _leaves(modules, node.module, value, depth)


def _leaves(modules: Mapping[str, MypyFile], module: str, value: ast.expr, depth: int) -> list[Leaf] | None:
    if isinstance(value, ast.Constant) and value.value is None:
        return [Leaf("", "")]
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr):
        return _all(modules, module, [value.left, value.right], depth)
    if isinstance(value, (ast.Name, ast.Attribute)):
        node = _node(modules, module, ast.unparse(value))
        return leaves_of(modules, node, depth + 1) if isinstance(node, TypeAlias) else None
    if not isinstance(value, ast.Subscript):
        return None
    written = ast.unparse(value.value)
    items = value.slice.elts if isinstance(value.slice, ast.Tuple) else [value.slice]
    if written.rpartition(".")[2] == "Union":
        return _all(modules, module, items, depth)
    if written.rpartition(".")[2] == "Optional":
        return _all(modules, module, [*items, ast.Constant(None)], depth)
    name = class_named(modules, module, written)
    text = constant_text(items[1]) if len(items) == 2 else None
    return None if name is None or text is None else _over(modules, module, Leaf(name, text), items[0], depth)


def _over(modules: Mapping[str, MypyFile], module: str, outer: Leaf, array: ast.expr, depth: int) -> list[Leaf] | None:
    node = _node(modules, module, ast.unparse(array)) if isinstance(array, (ast.Name, ast.Attribute)) else None
    if isinstance(node, TypeInfo):
        return [outer] if node.fullname in {TORCH_TENSOR, TENSOR} else None
    inner = _leaves(modules, module, array, depth + 1)
    if inner is None:
        return None
    return [Leaf(_narrower(outer.name, leaf.name), f"{outer.text} {leaf.text}") for leaf in inner if leaf.name]


def _narrower(outer: str, inner: str) -> str:
    """The class of an annotation over an annotation, which has to fit both."""
    of_outer, of_inner = dtypes_of(outer), dtypes_of(inner)
    return inner if of_outer is None or (of_inner is not None and of_inner <= of_outer) else outer


def _all(modules: Mapping[str, MypyFile], module: str, parts: list[ast.expr], depth: int) -> list[Leaf] | None:
    found: list[Leaf] = []
    for part in parts:
        leaves = _leaves(modules, module, part, depth + 1)
        if leaves is None:
            return None
        found += leaves
    return found


def constant_text(expression: ast.expr) -> str | None:
    """The string that ``expression`` is put together to from constants."""
    if isinstance(expression, ast.Constant):
        return expression.value if isinstance(expression.value, str) else None
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Add):
        left, right = constant_text(expression.left), constant_text(expression.right)
        return None if left is None or right is None else left + right
    return None


def _node(modules: Mapping[str, MypyFile], module: str, written: str) -> SymbolNode | None:
    """What a name with dots means in ``module``."""
    node: SymbolNode | None = modules.get(module)
    for part in written.split("."):
        symbol = node.names.get(part) if isinstance(node, MypyFile) else None
        node = None if symbol is None else symbol.node
    return node


@lru_cache(256)
def _values(path: str) -> dict[str, ast.expr]:
    """What the names of a file are bound to at its top."""
    found: dict[str, ast.expr] = {}
    for node in parsed(path).body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            found[node.target.id] = node.value
        elif hasattr(ast, "TypeAlias") and isinstance(node, ast.TypeAlias):
            found[node.name.id] = node.value
    return found
