"""Layers of a class that is a parameter, ``norm_layer=nn.LayerNorm``, or of a partial one: as they are by default.

Another class that is given has to take the tensors that the default takes. What else is done with such a layer is as
unchecked as mypy leaves it.
"""

from __future__ import annotations

from functools import lru_cache

from mypy.checker import TypeChecker
from mypy.nodes import (
    ArgKind,
    CallExpr,
    Expression,
    MemberExpr,
    MypyFile,
    NameExpr,
    OpExpr,
    RefExpr,
    TypeInfo,
    Var,
)
from mypy.types import CallableType, ExtraAttrs, Instance, NoneType, Type, get_proper_type

from typed_torch.mypy_plugin.bindings import bindings_of, function_of, only_binding
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import any_type, tensor_of
from typed_torch.mypy_plugin.elsewhere import type_elsewhere
from typed_torch.mypy_plugin.fullnames import TORCH_MODULE
from typed_torch.mypy_plugin.settling import with_formals
from typed_torch.mypy_plugin.walking import is_none

__all__ = ["is_by_default", "made_by_default", "taking_what_it_is_given"]

_DEEPEST = 5
_BY_DEFAULT = "by default"
_Argument = tuple[ArgKind, str | None, Expression]


def made_by_default(api: TypeChecker, value: Expression | None) -> Instance | None:
    """The module that ``value`` is, where it is a call of such a class; ``None`` where it is not."""
    if not isinstance(value, CallExpr) or not isinstance(value.callee, (MemberExpr, NameExpr)):
        return None
    known = _written_out(api.tree)
    if id(value) not in known:
        known[id(value)] = _of_class(api, value)
    made = known[id(value)]
    type_ = None if made is None else type_elsewhere(api, made)
    if not isinstance(type_, Instance) or not type_.type.has_base(TORCH_MODULE):
        return None
    found, made_with = type_.copy_modified(), {} if type_.extra_attrs is None else type_.extra_attrs.attrs
    found.extra_attrs = ExtraAttrs({**made_with, _BY_DEFAULT: NoneType()}, set(), None)
    return found


def is_by_default(module: Type) -> bool:
    """Whether it is one that is found so."""
    proper = get_proper_type(module)
    known = proper.extra_attrs if isinstance(proper, Instance) else None
    return known is not None and _BY_DEFAULT in known.attrs


def taking_what_it_is_given(call: Call, forward: CallableType) -> CallableType:
    """``forward`` of such a module, as a signature of which mypy asks nothing of what is no typed tensor."""
    formals = [
        formal if tensor_of(formal) is not None and all(_is_typed(call, each) for each in actuals) else any_type()
        for formal, actuals in zip(forward.arg_types, call.formals, strict=True)
    ]
    return with_formals(forward, formals)


def _is_typed(call: Call, argument: Expression) -> bool:
    return tensor_of(call.passed(argument).type) is not None


@lru_cache(maxsize=2)  # all hooks on one file come after each other
def _written_out(file: MypyFile) -> dict[int, CallExpr | None]:
    """Calls of such classes as calls of the classes themselves."""
    return {}


def _of_class(api: TypeChecker, made: CallExpr) -> CallExpr | None:
    maker = None if _is_class(made.callee) else _default(api, made.callee)
    arguments = _arguments(made)
    while isinstance(maker, CallExpr):
        named = {name for _, name, _ in arguments if name is not None}
        first, *given = _arguments(maker)
        arguments = [each for each in given if each[1] not in named or each[1] is None] + arguments
        maker = first[2] if first[1] is None else None
    if maker is None or not _is_class(maker):
        return None
    arguments.sort(key=lambda each: each[0].is_named())
    kinds, names, values = zip(*arguments, strict=True) if arguments else ((), (), ())
    call = CallExpr(maker, [*values], [*kinds], [*names])
    call.set_line(made)
    return call


def _arguments(call: CallExpr) -> list[_Argument]:
    return [*zip(call.arg_kinds, call.arg_names, call.args, strict=True)]


def _default(api: TypeChecker, maker: Expression, depth: int = _DEEPEST) -> Expression | None:
    """The class, or the call of ``functools.partial``, that ``maker`` is by default; ``None`` where code tells."""
    if _is_class(maker) or (isinstance(maker, CallExpr) and _is_partial(maker)):
        return maker
    if isinstance(maker, OpExpr) and maker.op == "or":  # norm_layer or nn.LayerNorm
        values = [maker.right]
    elif isinstance(maker, NameExpr) and isinstance(maker.node, Var):
        values = _values_of(api, maker.node)
    else:
        bound = only_binding(api, maker)
        values = [] if bound is None or bound.value is None or bound.index is not None else [bound.value]
    return _default(api, values[0], depth - 1) if len(values) == 1 and depth else None


def _values_of(api: TypeChecker, name: Var) -> list[Expression]:
    """What a name may be, unless a parameter is given: its default, or what it is bound to where that is ``None``."""
    function = function_of(api, name)
    defaults = [] if function is None else [each.initializer for each in function.arguments if each.variable is name]
    bound = bindings_of(api.tree).get(name, [])
    values = [*defaults, *(None if each.index is not None else each.value for each in bound)]
    if None in values:
        return []
    return [each for each in values if each is not None and not is_none(each)]


def _is_class(maker: Expression) -> bool:
    return isinstance(maker, RefExpr) and isinstance(maker.node, TypeInfo) and maker.node.has_base(TORCH_MODULE)


def _is_partial(call: CallExpr) -> bool:
    return isinstance(call.callee, RefExpr) and call.callee.fullname == "functools.partial" and bool(call.args)
