"""Source code whose functions and classes are checked as if ``checked`` stood over each, by a change of its tree."""

from __future__ import annotations

import ast
import sys
from typing import Any

import torch

from typed_torch._checking.definitions import check_definition
from typed_torch._checking.functions import NothingToCheck

__all__ = ["DECORATOR", "Decorating", "checked_if_annotated"]

DECORATOR = "__typed_torch_checked__"
"""The name under which code that was decorated finds ``checked_if_annotated``, in its globals."""


# These read the source of what they decorate, or say that it is not to be checked, or is already.
_LEFT_ALONE = {
    "autotune",
    "beartype",
    "cfunc",
    "checked",
    "guvectorize",
    "heuristics",
    "jaxtyped",
    "jit",
    "njit",
    "no_type_check",
    "overload",
    "script",
    "script_method",
    "typechecked",
    "vectorize",
}


class Decorating(ast.NodeTransformer):
    """Decorates every definition in a tree, but those that say that they are not to be checked."""

    def _visit_function(self, node: Any) -> Any:
        if not _is_left_alone(node):
            self.generic_visit(node)
            # Inside of other decorators, which may return anything.
            node.decorator_list.append(_decorator(node))
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = _visit_function

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        """A class: its methods by themselves, and what is left over, such as those that a decorator writes."""
        if not _is_left_alone(node):
            self.generic_visit(node)
            # Outside of others: of ``@dataclass``, which writes methods.
            node.decorator_list.insert(0, _decorator(node))
        return node


def _decorator(node: ast.AST) -> ast.expr:
    return ast.copy_location(ast.Name(DECORATOR, ast.Load()), node)


def _is_left_alone(node: Any) -> bool:
    return any(_name(decorator) in _LEFT_ALONE for decorator in node.decorator_list)


def _name(decorator: ast.expr) -> str:
    if isinstance(decorator, ast.Call):
        return _name(decorator.func)
    return decorator.attr if isinstance(decorator, ast.Attribute) else getattr(decorator, "id", "")


def checked_if_annotated(target: Any) -> Any:
    """``target``, checked; as it is where it has nothing to check, or dynamo traces its definition.

    Raises:
        ArgumentTypeError: an annotation cannot be checked.
    """
    if torch.compiler.is_dynamo_compiling():  # a function inside of one that is compiled, which cannot be read there
        return target
    try:
        return check_definition(target, sys._getframe(1), is_lenient=True)
    except NothingToCheck:
        return target
