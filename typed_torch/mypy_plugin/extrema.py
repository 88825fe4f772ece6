"""``max(n, 3)``: to mypy a type variable bound to ``int`` and an ``int`` have only ``object`` in common.

And ``sum(tensors, start)``, of which mypy says that it is one of the tensors or the start.
"""

from __future__ import annotations

from collections.abc import Callable

from mypy.nodes import Expression, IntExpr
from mypy.plugin import FunctionContext
from mypy.subtypes import is_proper_subtype
from mypy.types import AnyType, Instance, TupleType, Type, TypeVarType, get_proper_type

from typed_torch.mypy_plugin.bindings import imports_us
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import any_type, tensor_of, variants_of
from typed_torch.mypy_plugin.fullnames import SIZE
from typed_torch.mypy_plugin.values import dim_of_value
from typed_torch.shape import Dim, Symbol
from typed_torch.shape.sizes import Expression as ComputedSize
from typed_torch.shape.sizes import maximum, minimum

__all__ = ["EXTREMA", "extremum_of", "summed"]

EXTREMA = {"builtins.max": maximum, "builtins.min": minimum}


def extremum_of(of: Callable[..., Dim], ctx: FunctionContext) -> Type:
    """The greatest or least of several sizes: a size where it is known which, else an int."""
    call = Call(ctx)
    int_type = call.api.named_type("builtins.int")
    expressions = [each for of_formal in ctx.args for each in of_formal]
    types = [each for of_formal in ctx.arg_types for each in of_formal]
    if len(types) < 2 or not (all(_is_int(each, int_type) for each in types) and any(map(_is_size, types))):
        return ctx.default_return_type
    dim = of(*map(_dim, expressions, types))
    if isinstance(dim, (Symbol, ComputedSize)):
        return call.dim_type(dim)
    return int_type


def summed(ctx: FunctionContext) -> Type:
    """The sum of tensors and of a first one, which is of their shape where that is a number."""
    call, start = Call(ctx), ctx.arg_types[1][0] if len(ctx.arg_types) > 1 and ctx.arg_types[1] else None
    first = None if start is None else tensor_of(start)
    if first is None or not imports_us(call.api.tree):
        return ctx.default_return_type
    others = [each for each in variants_of(ctx.default_return_type) if each.args[0] != first.args[0]]
    if not others:
        return ctx.default_return_type
    shape = get_proper_type(first.args[0])
    is_number = isinstance(shape, TupleType) and not shape.items
    kept = others[0] if is_number and len(others) == 1 else first.copy_modified(args=[any_type(), *first.args[1:]])
    are_alike = all(each.args[1:] == first.args[1:] for each in others)
    return kept if are_alike else kept.copy_modified(args=[kept.args[0], any_type(), any_type()])


def _dim(expression: Expression, type_: Type) -> Dim:
    """The size that an argument is by itself: what a name was bound to may be the call that is asked about."""
    return expression.value if isinstance(expression, IntExpr) else dim_of_value(type_)


def _is_int(type_: Type, int_type: Instance) -> bool:
    proper = get_proper_type(type_)
    return not isinstance(proper, AnyType) and is_proper_subtype(proper, int_type)


def _is_size(type_: Type) -> bool:
    proper = get_proper_type(type_)
    return isinstance(proper, TypeVarType) or (isinstance(proper, Instance) and proper.type.fullname == SIZE)
