"""Plain tensors narrowed by a test: mypy does not follow it for classes that pass for others, see ``plain.py``."""

from __future__ import annotations

import ast
import re

from typed_torch.mypy_plugin.syntax import function_around, nodes_in

__all__ = ["is_narrowed"]

_MISSING = re.compile(r'^(?:Item )?"(?:[\w.]+\.)?(?:Tensor|Parameter)" (?:of ".+" )?has no attribute "(\w+)"')


def is_narrowed(file: str, line: int, message: str) -> bool:
    """Whether the attribute that is missed in ``line`` is one of what ``hasattr`` or ``isinstance`` has tested."""
    missing = _MISSING.match(message)
    if missing is None:
        return False
    nodes = nodes_in(file)
    owners = {
        ast.dump(node.value)
        for node in nodes
        if isinstance(node, ast.Attribute) and node.attr == missing[1] and line == node.lineno
    }
    function = function_around(file, line)
    return any(
        _is_tested(part, owners, missing[1])
        for part in (nodes if function is None else ast.walk(function))
        if getattr(part, "lineno", line + 1) <= line
    )


def _is_tested(node: ast.AST, owners: set[str], attribute: str) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or len(node.args) != 2:
        return False
    tested, by = node.args
    is_meant = node.func.id == "isinstance" or (
        node.func.id == "hasattr" and isinstance(by, ast.Constant) and by.value == attribute
    )
    return is_meant and ast.dump(tested) in owners
