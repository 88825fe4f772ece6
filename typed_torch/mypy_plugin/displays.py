"""Displays: calls that stand in a list, set or dict written out, whose types mypy joins to one.

mypy joins two different types of an invariant class to ``object``. What is made right there therefore claims no size,
unless the display is an argument, whose parameter says what it holds.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mypy.types import CallableType

from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import any_type, tensor_of
from typed_torch.mypy_plugin.syntax import nodes_in

__all__ = ["claim_less_in_displays", "is_in_display"]


def _items(nodes: Sequence[ast.AST]) -> Iterator[ast.expr]:
    """The items of every display that has several and is no argument of a call."""
    arguments = {
        id(argument)
        for node in nodes
        if isinstance(node, ast.Call)
        for argument in (*node.args, *(keyword.value for keyword in node.keywords))
    }
    for node in nodes:
        items = (
            node.elts if isinstance(node, (ast.List, ast.Set)) else node.values if isinstance(node, ast.Dict) else []
        )
        if len(items) > 1 and id(node) not in arguments:
            yield from items


@lru_cache(maxsize=1)  # all hooks on one file come after each other
def _places_in(file: str) -> frozenset[tuple[int, int]]:
    """Line and column of the calls that are such items."""
    return frozenset((item.lineno, item.col_offset) for item in _items(nodes_in(file)) if isinstance(item, ast.Call))


def is_in_display(call: Call) -> bool:
    """Whether ``call`` is an item of a display."""
    return (call.context.line, call.context.column) in _places_in(call.api.path)


def claim_less_in_displays(call: Call, signature: CallableType) -> CallableType:
    """``signature``, its tensor without a shape if the call is an item of a display."""
    tensor = tensor_of(signature.ret_type)
    if tensor is None or not is_in_display(call):
        return signature
    return signature.copy_modified(ret_type=tensor.copy_modified(args=[any_type(), *tensor.args[1:]]))
