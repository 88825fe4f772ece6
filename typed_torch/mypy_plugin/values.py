"""Values that are sizes: what an ``int`` stands for, read from the expression and from the one binding of its names.

To mypy they stay plain ints, so nothing changes for code that computes with them in any other way.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from types import NoneType
from typing import Final

from mypy.checker import TypeChecker
from mypy.nodes import (
    CallExpr,
    Expression,
    FuncDef,
    IndexExpr,
    IntExpr,
    ListExpr,
    MemberExpr,
    NameExpr,
    OpExpr,
    RefExpr,
    SliceExpr,
    StarExpr,
    TupleExpr,
    UnaryExpr,
    Var,
)
from mypy.plugin import MethodContext
from mypy.types import AnyType, CallableType, Instance, TupleType, Type, TypeVarType, get_proper_type

from typed_torch.mypy_plugin.arithmetic import constant_in, in_super_call
from typed_torch.mypy_plugin.bindings import (
    Bound,
    function_given,
    imports_us,
    is_changed,
    only_binding,
    written_item,
)
from typed_torch.mypy_plugin.chosen import Given, by_name, number_of, resolved
from typed_torch.mypy_plugin.convert import dim_of, spec_of, tensor_of
from typed_torch.mypy_plugin.opaque import computed_once, of_the_class
from typed_torch.mypy_plugin.syntax import is_in_a_dict, may_list_change
from typed_torch.shape import UNKNOWN, Dim, Shape, Size, Spec, Symbol
from typed_torch.shape.dims import Many, fixed_rank, product
from typed_torch.shape.sizes import maximum, minimum, symbols

__all__ = ["dim_in", "dim_of_value", "given_by", "power_of_int", "root_of_size", "shape_in", "spec_in"]

_OPERATORS: Final[Mapping[str, Callable[[Dim, Dim], Dim]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
}
_DEEPEST = 20
_HIGHEST = 4


def dim_of_value(type_: Type) -> Dim:
    """The size that a value of ``type_`` surely is."""
    dim = dim_of(type_)
    return UNKNOWN if isinstance(dim, Many) else dim


def dim_in(api: TypeChecker, expression: Expression, depth: int = 0) -> Dim:
    """The size that ``expression`` is."""
    if isinstance(expression, IntExpr):
        return expression.value
    if depth > _DEEPEST:
        return UNKNOWN
    constant = constant_in(api, expression)
    if isinstance(constant, int):
        return int(constant)
    known = api.lookup_type_or_none(expression)
    if known is not None and (dim := dim_of_value(known)) is not UNKNOWN:
        return dim
    if isinstance(expression, OpExpr) and expression.op == "**" and isinstance(expression.right, IntExpr):
        return _power(dim_in(api, expression.left, depth + 1), expression.right.value)
    if isinstance(expression, OpExpr) and expression.op in _OPERATORS:
        left, right = (dim_in(api, each, depth + 1) for each in (expression.left, expression.right))
        try:
            return _OPERATORS[expression.op](left, right)
        except ZeroDivisionError:
            return UNKNOWN
    if isinstance(expression, UnaryExpr) and expression.op == "-":
        return -dim_in(api, expression.expr, depth + 1)
    if isinstance(expression, MemberExpr) and expression.name == "ndim":
        shape = _shape_of_value(api, expression.expr)
        return _given(api, expression) if shape is None else _rank(shape)
    if isinstance(expression, (NameExpr, MemberExpr)):
        dim = _of_binding(api, expression, depth)
        return _given(api, expression) if dim is UNKNOWN else dim
    if isinstance(expression, IndexExpr):
        shape, place = shape_in(api, expression.base), constant_in(api, expression.index)
        return _item(shape, place) if isinstance(place, int) else UNKNOWN
    return _of_call(api, expression, depth) if isinstance(expression, CallExpr) else UNKNOWN


def _power(dim: Dim, exponent: int) -> Dim:
    return product([dim] * exponent) if 0 < exponent <= _HIGHEST else UNKNOWN


def root_of_size(ctx: MethodContext) -> Type:
    """``dim ** -0.5``: a float, since sizes are not negative; of any int it could be complex, so mypy says ``Any``."""
    api, power = ctx.api, ctx.context
    assert isinstance(api, TypeChecker)
    if not isinstance(power, OpExpr) or not isinstance(get_proper_type(ctx.default_return_type), AnyType):
        return ctx.default_return_type
    dim = dim_in(api, power.left) if imports_us(api.tree) else UNKNOWN
    is_size = isinstance(dim, Size) or (isinstance(dim, int) and dim >= 0)
    return api.named_type("builtins.float") if is_size else ctx.default_return_type


def power_of_int(ctx: MethodContext) -> Type:
    """``2**i``: an int, where mypy says ``Any`` since it would be a float for numbers below 0."""
    api = ctx.api
    assert isinstance(api, TypeChecker)
    if not isinstance(get_proper_type(ctx.default_return_type), AnyType):
        return in_super_call(ctx)
    is_joined = is_in_a_dict(api.path, ctx.context.line, ctx.context.column)  # with texts perhaps, to an object
    return api.named_type("builtins.int") if imports_us(api.tree) and not is_joined else ctx.default_return_type


def _of_binding(api: TypeChecker, expression: NameExpr | MemberExpr, depth: int) -> Dim:
    bound = only_binding(api, expression)
    if bound is None or bound.value is None:
        return UNKNOWN
    dim = _of_bound(api, bound, bound.value, depth)
    return UNKNOWN if isinstance(expression, MemberExpr) and any(map(_is_of_a_call, symbols(dim))) else dim


def _is_of_a_call(symbol: Symbol) -> bool:
    """Whether ``symbol`` is a size of the method that assigns it to an attribute, and another one in each call."""
    scope = symbol.scope
    if isinstance(scope, Given):
        return not scope.function.endswith(".__init__")
    return isinstance(scope, TypeVarType) and scope.id.raw_id <= 0


def _given(api: TypeChecker, expression: NameExpr | MemberExpr) -> Dim:
    """The number that a parameter, or an attribute of one, is: ``heads: int``, ``config.dim``."""
    known = api.lookup_type_or_none(expression)
    proper = None if known is None else get_proper_type(known)
    is_open = isinstance(proper, AnyType)
    is_int = isinstance(proper, Instance) and proper.type.fullname == "builtins.int"
    if not (is_int or is_open) or not imports_us(api.tree):
        return UNKNOWN
    with by_name():
        given = given_by(api, expression) or computed_once(api, expression, partial(dim_in, api), is_open=is_open)
    given = given or (None if is_open else of_the_class(api, expression))
    return UNKNOWN if given is None else resolved(number_of(given))


def given_by(api: TypeChecker, expression: Expression, depth: int = 0) -> Given | None:
    """The parameter that ``expression`` begins with, and the attributes read from it."""
    if not isinstance(expression, (NameExpr, MemberExpr)) or depth > _DEEPEST:
        return None
    bound = only_binding(api, expression)
    if bound is not None:
        is_whole = bound.index is None and isinstance(bound.value, (NameExpr, MemberExpr))
        found = given_by(api, bound.value, depth + 1) if is_whole and bound.value is not None else None
        of_a_call = (
            isinstance(expression, MemberExpr) and found is not None and not found.function.endswith(".__init__")
        )
        return None if of_a_call else found
    if isinstance(expression, NameExpr):
        function = function_given(api, expression.node) if isinstance(expression.node, Var) else None
        is_self = function is None or (isinstance(expression.node, Var) and expression.node.is_self)
        return None if function is None or is_self else _parameter(api, function, expression.name)
    owner = given_by(api, expression.expr, depth + 1)
    is_fixed = owner is not None and not is_changed(api, expression.name)
    return Given(owner.function, f"{owner.path}.{expression.name}", owner.words) if owner and is_fixed else None


def _parameter(api: TypeChecker, function: FuncDef, name: str) -> Given | None:
    """The number that ``function`` is given by ``name``; ``None`` where its default is another value."""
    written = next((each.initializer for each in function.arguments if each.variable.name == name), None)
    default = None if written is None else constant_in(api, written)
    if isinstance(written, (TupleExpr, ListExpr)) or not isinstance(default, (int, NoneType)):
        return None
    return Given(function.fullname, name, _words_of(function), default if type(default) is int else None)


@lru_cache(64)
def _words_of(function: FuncDef) -> tuple[str, ...]:
    """The sizes that parameters of ``function`` are."""
    signature = None if function.type is None else get_proper_type(function.type)
    formals = signature.arg_types if isinstance(signature, CallableType) else []
    return tuple(formal.name for formal in map(get_proper_type, formals) if isinstance(formal, TypeVarType))


def _of_bound(api: TypeChecker, bound: Bound, value: Expression, depth: int) -> Dim:
    if bound.index is None:
        return dim_in(api, value, depth + 1)
    if isinstance(bound.index, slice):
        return UNKNOWN
    item = written_item(value, bound.index)
    return _item(shape_in(api, value), bound.index) if item is None else dim_in(api, item, depth + 1)


def _item(shape: Shape | None, place: int) -> Dim:
    return UNKNOWN if shape is None else Spec(shape).dim(place)


def shape_in(api: TypeChecker, expression: Expression, depth: int = 0) -> Shape | None:
    """The shape that ``x.shape`` or ``x.size()`` is, sizes in brackets, two such added, or one repeated."""
    if depth > _DEEPEST:  # `shape = shape[1:]` is bound to itself
        return None
    if isinstance(expression, (TupleExpr, ListExpr)):
        return _of_items(api, expression, depth)
    if isinstance(expression, OpExpr) and expression.op == "+":
        left, right = (shape_in(api, each, depth + 1) for each in (expression.left, expression.right))
        return None if left is None or right is None else left + right
    if isinstance(expression, OpExpr) and expression.op == "*":  # [1] * (x.ndim - 1)
        repeated, times = shape_in(api, expression.left, depth + 1), dim_in(api, expression.right, depth + 1)
        return None if repeated is None or not isinstance(times, int) else repeated * times
    if isinstance(expression, CallExpr):
        return _shape_of_call(api, expression, depth)
    if isinstance(expression, MemberExpr) and expression.name == "shape":
        return _shape_of_value(api, expression.expr)
    if isinstance(expression, IndexExpr) and isinstance(expression.index, SliceExpr):  # x.shape[-2:]
        return _part(api, shape_in(api, expression.base, depth + 1), expression.index)
    if isinstance(expression, NameExpr):
        bound = only_binding(api, expression)
        value = None if bound is None else bound.value
        if bound is None or value is None or bound.index is None:
            is_open = value is not None and _is_list(api, value) and _may_change(api, expression)
            return None if is_open or value is None else shape_in(api, value, depth + 1)
        if isinstance(bound.index, slice):  # which is a list
            whole = None if _may_change(api, expression) else shape_in(api, value, depth + 1)
            ends = [bound.index.start, bound.index.stop, None]
            return whole[bound.index] if whole is not None and _is_between_named(whole, ends) else None
        item = written_item(value, bound.index)
        is_open = item is not None and _is_list(api, item) and _may_change(api, expression)
        return None if is_open or item is None else shape_in(api, item, depth + 1)
    return None


_AS_THEY_ARE = frozenset({"builtins.list", "builtins.tuple", "torch.Size"})


def _shape_of_call(api: TypeChecker, call: CallExpr, depth: int) -> Shape | None:
    """The shape that ``x.size()`` is, or ``list(x.shape)``."""
    callee = call.callee
    if isinstance(callee, MemberExpr) and callee.name == "size" and not call.args:
        return _shape_of_value(api, callee.expr)
    is_copy = isinstance(callee, RefExpr) and callee.fullname in _AS_THEY_ARE and len(call.args) == 1
    return shape_in(api, call.args[0], depth + 1) if is_copy else None


def _may_change(api: TypeChecker, name: NameExpr) -> bool:
    """Whether the list ``name`` may hold something else at some point."""
    function = api.scope.current_function()
    first, last = (0, sys.maxsize) if function is None else (function.line, function.end_line or sys.maxsize)
    return may_list_change(api.path, name.name, first, last)


def _is_list(api: TypeChecker, expression: Expression) -> bool:
    """Whether ``expression`` may be a list, which may hold something else by now."""
    proper = get_proper_type(api.lookup_type_or_none(expression))
    return not isinstance(proper, TupleType) and not (isinstance(proper, Instance) and proper.type.name == "Size")


def _of_items(api: TypeChecker, written: TupleExpr | ListExpr, depth: int) -> Shape | None:
    found: list[Dim | Many] = []
    for item in written.items:
        several = shape_in(api, item.expr, depth + 1) if isinstance(item, StarExpr) else (dim_in(api, item, depth + 1),)
        if several is None:
            return None
        found += several
    return tuple(found)


def _part(api: TypeChecker, shape: Shape | None, part: SliceExpr) -> Shape | None:
    """The items of ``shape`` that a slice takes; ``None`` where that cannot be told."""
    if shape is None:
        return None
    bounds: list[int | None] = []
    for written in (part.begin_index, part.end_index, part.stride):
        bound = None if written is None else constant_in(api, written)
        if written is not None and not isinstance(bound, int):
            return None
        bounds.append(int(bound) if isinstance(bound, int) else None)
    if bounds[2] == 0 or not _is_between_named(shape, bounds):
        return None
    return shape[bounds[0] : bounds[1] : bounds[2]]


def _is_between_named(shape: Shape, bounds: list[int | None]) -> bool:
    """Whether both ends of a slice stand beside sizes that are counted, and it takes what is between as a whole."""
    several = [place for place, dim in enumerate(shape) if isinstance(dim, Many)]
    if not several:
        return True
    before, after = several[0], len(shape) - several[-1] - 1
    ends = (each for each in bounds[:2] if each is not None)
    return bounds[2] in {None, 1} and all(-after <= each < 0 or 0 <= each <= before for each in ends)


def spec_in(api: TypeChecker, expression: Expression) -> Spec | None:
    """What is known of the tensor that ``expression`` is, if mypy has found that it is one."""
    known = api.lookup_type_or_none(expression)
    tensor = None if known is None else tensor_of(known)
    return None if tensor is None else spec_of(tensor)


def _shape_of_value(api: TypeChecker, expression: Expression) -> Shape | None:
    spec = spec_in(api, expression)
    return None if spec is None else spec.shape


def _of_call(api: TypeChecker, call: CallExpr, depth: int) -> Dim:
    callee, arguments = call.callee, call.args
    if isinstance(callee, MemberExpr):
        shape = _shape_of_value(api, callee.expr)
        if shape is None:
            return UNKNOWN
        if callee.name == "size" and len(arguments) == 1:
            place = constant_in(api, arguments[0])
            return _item(shape, place) if isinstance(place, int) else UNKNOWN
        if callee.name in {"numel", "nelement"} and not arguments:
            return product(shape)
        if callee.name in {"dim", "ndimension"} and not arguments:
            return _rank(shape)
        return UNKNOWN
    if not isinstance(callee, NameExpr) or not callee.fullname.startswith("builtins."):
        return UNKNOWN
    if callee.name in {"min", "max"} and len(arguments) > 1:
        return (minimum if callee.name == "min" else maximum)(*(dim_in(api, each, depth + 1) for each in arguments))
    if callee.name == "int" and len(arguments) == 1:
        return dim_in(api, arguments[0], depth + 1)
    if callee.name == "len" and len(arguments) == 1:
        return _length(api, arguments[0], depth)
    return UNKNOWN


def _rank(shape: Shape) -> Dim:
    rank = fixed_rank(shape)
    return UNKNOWN if rank is None else rank


def _length(api: TypeChecker, whole: Expression, depth: int) -> Dim:
    """How many rows a tensor, or sizes ``x.shape``, has."""
    shape = _shape_of_value(api, whole)
    if shape is None:
        sizes = shape_in(api, whole, depth + 1)
        return UNKNOWN if sizes is None else _rank(sizes)
    return UNKNOWN if not shape or isinstance(shape[0], Many) else shape[0]
