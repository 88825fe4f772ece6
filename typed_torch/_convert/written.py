"""Which group normalizations a module gives to a SiLU and to nothing else, read in the source of its ``forward``.

Only one form is taken for a proof, because it holds whatever else the code does: the result is given to a SiLU where it
is made, ``act(norm(x))``, or is kept in a variable that the next statement replaces by its SiLU,
``h = norm(x)`` and ``h = act(h)``.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
import types
from collections.abc import Iterator, Mapping
from typing import Any

import torch

from typed_torch._convert.traced import Verdicts, ends_with, is_silu

__all__ = ["followed"]


def followed(caller: torch.nn.Module, norms: Mapping[torch.nn.Module, str]) -> Verdicts:
    """What becomes of the results of ``norms`` in the ``forward`` of ``caller``; only those that it names are there."""
    forward = inspect.unwrap(type(caller).forward)
    if "forward" in vars(caller) or not isinstance(forward, types.FunctionType):
        return {}
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(forward)))
    except (OSError, TypeError, SyntaxError):
        return {}
    function = tree.body[0]
    if not isinstance(function, ast.FunctionDef):  # a lambda
        return {}
    return _Source(caller, forward, function).verdicts(norms)


class _Source:
    """The ``forward`` of one module, with the names in it resolved."""

    def __init__(self, caller: torch.nn.Module, forward: types.FunctionType, function: ast.FunctionDef) -> None:
        self.caller = caller
        self.globals = forward.__globals__
        self.self_name = function.args.args[0].arg if function.args.args else ""
        self.locals = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and _is_stored(node)}
        self.parents = {child: node for node in ast.walk(function) for child in ast.iter_child_nodes(node)}
        self.after = dict(_next_statements(function.body, None))
        self.function = function

    def verdicts(self, norms: Mapping[torch.nn.Module, str]) -> Verdicts:
        found: Verdicts = {}
        for node in ast.walk(self.function):
            module = self.module(node)
            norm = None if module is None else ends_with(module, norms)
            if norm is None or found.get(norm) or self._is_only_asked_for(node):
                continue
            found[norm] = "" if self._goes_to_silu(node) else "its result does not go straight to a SiLU"
        return found

    def module(self, node: ast.AST) -> torch.nn.Module | None:
        """The submodule that an expression such as ``self.blocks.norm`` names."""
        names: list[str] = []
        while isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        if not names or not isinstance(node, ast.Name) or node.id != self.self_name or node.id in self.locals:
            return None
        module: Any = self.caller
        for name in reversed(names):
            module = module._modules.get(name) if isinstance(module, torch.nn.Module) else None
        return module if isinstance(module, torch.nn.Module) else None

    def _is_only_asked_for(self, node: ast.AST) -> bool:
        """Whether the module is only looked at, as in ``if self.norm is not None``."""
        parent = self.parents[node]
        if isinstance(parent, ast.Compare):
            return all(isinstance(op, (ast.Is, ast.IsNot)) for op in parent.ops)
        return isinstance(parent, (ast.If, ast.IfExp)) and parent.test is node

    def _goes_to_silu(self, norm: ast.AST) -> bool:
        call = self.parents[norm]
        if not isinstance(call, ast.Call) or call.func is not norm:
            return False
        outer = self.parents[call]
        if isinstance(outer, ast.Call):
            return self._is_silu_of(outer, call)
        if not isinstance(outer, ast.Assign) or len(outer.targets) != 1 or not isinstance(outer.targets[0], ast.Name):
            return False
        name, following = outer.targets[0].id, self.after.get(outer)
        if isinstance(following, ast.Return):
            is_replaced = True
        elif isinstance(following, ast.Assign):
            is_replaced = [getattr(target, "id", None) for target in following.targets] == [name]
        else:
            return False
        value = following.value
        argument = value.args[0] if isinstance(value, ast.Call) and value.args else None
        is_it = isinstance(argument, ast.Name) and argument.id == name
        return is_replaced and is_it and self._is_silu_of(value, argument)  # type: ignore[arg-type]

    def _is_silu_of(self, call: ast.Call, argument: ast.expr) -> bool:
        if call.args != [argument] or not all(keyword.arg == "inplace" for keyword in call.keywords):
            return False
        return is_silu(self.module(call.func)) or self._value(call.func) is torch.nn.functional.silu

    def _value(self, node: ast.expr) -> Any:
        """What a dotted name such as ``F.silu`` stands for: modules are followed, nothing else."""
        if isinstance(node, ast.Name):
            return None if node.id in self.locals else self.globals.get(node.id)
        if isinstance(node, ast.Attribute):
            value = self._value(node.value)
            return vars(value).get(node.attr) if isinstance(value, types.ModuleType) else None
        return None


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, (ast.Store, ast.Del))


def _next_statements(body: list[ast.stmt], then: ast.stmt | None) -> Iterator[tuple[ast.stmt, ast.stmt | None]]:
    """Each statement with the one that runs after it, which ``then`` is for the last; loops and ``try`` end a chain."""
    for index, statement in enumerate(body):
        following = body[index + 1] if index + 1 < len(body) else then
        yield statement, following
        inner = following if isinstance(statement, (ast.If, ast.With)) else None
        for block in ("body", "orelse", "finalbody"):
            yield from _next_statements(getattr(statement, block, []), inner)
