"""Numbers of an object that nobody gives it: ``__init__`` computes them in a way that is not read, as
``hidden = int(8 * dim / 3)`` or ``make_divisible(dim)``, or its class has them, ``expansion = 4``.

Which number it is nobody knows, for a subclass may have another, but it is the same wherever the name is read, as one
that is given.
"""

from __future__ import annotations

from mypy.checker import TypeChecker
from mypy.nodes import CallExpr, Expression, FuncDef, MemberExpr, NameExpr, OpExpr, RefExpr, TypeInfo, Var

from typed_torch.mypy_plugin.arithmetic import constant_in
from typed_torch.mypy_plugin.bindings import Bound, bindings_of, is_changed, is_set_later, key_of
from typed_torch.mypy_plugin.chosen import Given
from typed_torch.mypy_plugin.syntax import is_in_a_loop
from typed_torch.mypy_plugin.walking import within

__all__ = ["computed_once", "of_the_class"]

_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**"})
_ROUNDING = frozenset({"builtins.int", "builtins.round", "math.ceil", "math.floor", "math.trunc"})


def computed_once(api: TypeChecker, expression: NameExpr | MemberExpr) -> Given | None:
    """The number that a name of ``__init__``, or an attribute of ``self``, is where it is read."""
    info = api.scope.current_class()
    bounds = bindings_of(api.tree).get(key_of(expression, info), [])
    if info is None or not bounds or not all(map(_is_computed, bounds)):
        return None
    lines = [bound.value.line for bound in bounds if bound.value is not None]
    if isinstance(expression, MemberExpr):
        is_one = len(bounds) == 1 and not is_set_later(api, info, expression.name)
        given = Given(f"{info.fullname}.__init__", f"self.{expression.name}")
    else:
        function = api.scope.current_function()
        is_init = isinstance(function, FuncDef) and function.name == "__init__" and function.line <= min(lines)
        is_one = is_init and max(lines) < expression.line
        given = Given(f"{info.fullname}.__init__", expression.name + "'" * (len(bounds) - 1))
        lines.append(expression.line)
    return given if is_one and not is_in_a_loop(api.path, *lines) else None


def of_the_class(api: TypeChecker, expression: NameExpr | MemberExpr) -> Given | None:
    """The number that an attribute of ``self`` is, assigned in the body of a class of this file and nowhere else."""
    info = api.scope.current_class()
    key = key_of(expression, info)
    if not isinstance(expression, MemberExpr) or info is None or key is None or key in bindings_of(api.tree):
        return None
    symbol = info.get(expression.name)
    bounds = [] if symbol is None else bindings_of(api.tree).get(symbol.node, [])
    value = bounds[0].value if len(bounds) == 1 and bounds[0].index is None else None
    number = None if value is None or is_changed(api, expression.name) else constant_in(api, value)
    if type(number) is not int:
        return None
    default = None if _has_another(api, info, expression.name) else number
    return Given(f"{info.fullname}.__init__", f"self.{expression.name}", default=default)


def _has_another(api: TypeChecker, info: TypeInfo, name: str) -> bool:
    """Whether a subclass in this file has an attribute of its own by this ``name``."""
    classes = (each.node for each in api.tree.names.values() if isinstance(each.node, TypeInfo))
    return any(each is not info and info in each.mro and name in each.names for each in classes)


def _is_computed(bound: Bound) -> bool:
    """Whether a number is computed from others, and not chosen from them or read from a tensor."""
    value = bound.value
    if value is None or bound.index is not None:
        return False
    if isinstance(value, OpExpr):
        return value.op in _ARITHMETIC and _are_plain(value)
    if not isinstance(value, CallExpr) or not isinstance(value.callee, RefExpr) or not _are_plain(value):
        return False
    is_function = isinstance(value.callee.node, FuncDef) and isinstance(value.callee, NameExpr)
    return is_function or value.callee.fullname in _ROUNDING


def _are_plain(value: Expression) -> bool:
    """Whether nothing but numbers that have names goes into ``value``: no method is called, and nothing chosen."""
    nodes = [*within(value)]
    calls = [node for node in nodes if isinstance(node, CallExpr)]
    operators = [node.op for node in nodes if isinstance(node, OpExpr)]
    named = any(isinstance(node, NameExpr) and isinstance(node.node, Var) for node in nodes)
    are_functions = all(isinstance(call.callee, RefExpr) and call.callee.fullname for call in calls)
    return named and are_functions and _ARITHMETIC.issuperset(operators)
