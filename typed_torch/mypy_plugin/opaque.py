"""Numbers of an object that nobody gives it: ``__init__`` computes them in a way that is not read, as
``hidden = int(8 * dim / 3)`` or ``make_divisible(dim)``, or chooses them, ``hidden = hidden or 4 * dim``; or its class
has them, ``expansion = 4``.

Which number it is nobody knows, for a subclass may have another, but it is the same wherever the name is read, as one
that is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mypy.checker import TypeChecker
from mypy.nodes import CallExpr, Expression, FuncDef, MemberExpr, NameExpr, OpExpr, RefExpr, TypeInfo, Var

from typed_torch.mypy_plugin.arithmetic import constant_in
from typed_torch.mypy_plugin.bindings import Bound, bindings_of, is_changed, is_set_later, key_of
from typed_torch.mypy_plugin.chosen import Given, written
from typed_torch.mypy_plugin.filled import Filled, filled
from typed_torch.mypy_plugin.syntax import is_in_a_loop
from typed_torch.mypy_plugin.walking import is_none, within
from typed_torch.shape import UNKNOWN, Dim, Size
from typed_torch.shape.sizes import Chosen

__all__ = ["computed_once", "of_the_class"]

_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**"})
_ROUNDING = frozenset({"builtins.int", "builtins.round", "math.ceil", "math.floor", "math.trunc"})


def computed_once(
    api: TypeChecker, expression: NameExpr | MemberExpr, dim_of: Callable[[Expression], Dim], *, is_open: bool
) -> Given | None:
    """The number that a name of ``__init__``, or an attribute of ``self``, is where it is read.

    ``dim_of`` says which size another expression is. One that is ``is_open`` has no type, so that what a function
    computes may be no number.
    """
    info = api.scope.current_class()
    init = None if info is None or "__init__" not in info.names else info.names["__init__"].node
    bounds = bindings_of(api.tree).get(key_of(expression, info), [])
    if info is None or not isinstance(init, FuncDef) or not bounds:
        return None
    sources = [_source(api, init, bound) for bound in bounds]
    lines = [bound.value.line for bound in bounds if bound.value is not None]
    if is_open and not isinstance(sources[-1], Filled):
        return None
    if None in sources or not _is_read_behind(api, init, expression, lines):
        return None
    name = expression.name if isinstance(expression, NameExpr) else f"self.{expression.name}"
    is_parameter = any(argument.variable is expression.node for argument in init.arguments)
    path = name + "'" * (len(bounds) - (not is_parameter))
    others = [each for source in sources if source is not None for each in _may_be(source, dim_of)]
    instead = _instead(init, sources[0], dim_of) if len(sources) == 1 else None
    return Given(f"{info.fullname}.__init__", path, others=tuple(dict.fromkeys(others)), instead=instead)


def _is_read_behind(api: TypeChecker, init: FuncDef, expression: NameExpr | MemberExpr, lines: Sequence[int]) -> bool:
    """Whether ``expression`` is read where all that stands in ``lines`` is done."""
    if isinstance(expression, MemberExpr):
        is_one = len(lines) == 1 and not is_set_later(api, init.info, expression.name)
        return is_one and not is_in_a_loop(api.path, *lines)
    is_in_init = init.line <= min(lines) and max(lines) < expression.line <= (init.end_line or 0)
    return is_in_init and not is_in_a_loop(api.path, *lines, expression.line)


def _source(api: TypeChecker, init: FuncDef, bound: Bound) -> Filled | Expression | None:
    """What a number is computed of, or stands in for; ``None`` where it is read from somewhere else."""
    if bound.value is None or bound.index is not None:
        return None
    return filled(api.tree, init, bound.value) or (bound.value if _is_computed(bound.value) else None)


def _may_be(source: Filled | Expression, dim_of: Callable[[Expression], Dim]) -> Iterator[str]:
    """The names of the numbers that a number made of ``source`` may be."""
    if isinstance(source, Filled):
        yield source.path
        other = dim_of(source.other)
        if isinstance(other, Chosen):
            yield from (other.name, *other.others)
        elif other is not UNKNOWN:
            return
        source = source.other
    if isinstance(source, CallExpr) and getattr(source.callee, "fullname", "") not in _ROUNDING:
        yield from (node.name for node in within(source) if isinstance(node, NameExpr))


def _instead(
    init: FuncDef, source: Filled | Expression | None, dim_of: Callable[[Expression], Dim]
) -> tuple[str, str] | None:
    """The parameter that a number stands in for where none is given, and what it is then, written."""
    if not isinstance(source, Filled):
        return None
    other = dim_of(source.other)
    default = next((each.initializer for each in init.arguments if each.variable is _variable(source.given)), None)
    is_field = isinstance(source.given, MemberExpr)
    return (source.path, written(other)) if (is_none(default) or is_field) and isinstance(other, (int, Size)) else None


def _variable(given: Expression) -> object:
    return given.node if isinstance(given, NameExpr) else None


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


def _is_computed(value: Expression) -> bool:
    """Whether a number is computed from others, and not chosen from them or read from a tensor."""
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
