"""Flags that a module is made with, ``norm_first=True``, by which its code chooses what it runs.

Where ``forward`` is followed for one module they are known, and mypy leaves out what that module does not run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mypy.checker import TypeChecker
from mypy.nodes import Expression, FuncDef, MemberExpr, NameExpr, StrExpr, Var
from mypy.plugin import AttributeContext
from mypy.types import AnyType, CallableType, Instance, LiteralType, Type, get_proper_type

from typed_torch.mypy_plugin.bindings import function_given, is_changed, is_set_later, value_bound
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.chosen import flag_known, numbers_known
from typed_torch.mypy_plugin.convert import any_type
from typed_torch.mypy_plugin.modules import GIVEN

__all__ = ["flag_of", "flag_read", "flags_given"]

_BOOLS = {"builtins.True": True, "builtins.False": False}


def flags_given(call: Call, init: FuncDef, passed: Mapping[str | None, Sequence[Expression]]) -> dict[str, Type]:
    """What the flags of ``init`` are, by the keys that a module keeps them under; ``Any`` where that is not known.

    Only code of the same file is followed, so that only flags of such an ``init`` are asked for.
    """
    if not init.fullname.startswith(f"{call.api.tree.fullname}."):
        return {}
    values = {
        argument.variable.name: passed.get(argument.variable.name) or _as_list(argument.initializer)
        for argument in init.arguments
    }
    known = {name: _flag(call, several) for name, several in values.items() if name in _flags(init)}
    return {_key(init, name): any_type() if flag is None else flag for name, flag in known.items()}


def flag_of(given: Mapping[str, Type], init: FuncDef, parameter: str) -> Type | None:
    """What a flag of ``init`` is, of what a module is ``given``; ``None`` where that is not known."""
    flag = get_proper_type(given.get(_key(init, parameter)))
    return flag if isinstance(flag, LiteralType) else None


def flag_read(name: str, ctx: AttributeContext) -> Type | None:
    """What the attribute ``name`` of ``self`` is, if it is a flag of the module that is followed."""
    assert isinstance(ctx.api, TypeChecker)
    info, read = ctx.api.scope.current_class(), ctx.context
    if numbers_known() is None or ctx.is_lvalue or info is None or not isinstance(read, MemberExpr):
        return None
    if is_changed(ctx.api, name) or is_set_later(ctx.api, info, name):
        return None
    value = value_bound(ctx.api, read)
    if not isinstance(value, NameExpr) or not isinstance(value.node, Var):
        return None
    function = function_given(ctx.api, value.node)
    return None if function is None else flag_known(function, value.name)


def _key(init: FuncDef, parameter: str) -> str:
    return f"{GIVEN}flag {init.fullname} {parameter}"


def _as_list(value: Expression | None) -> list[Expression]:
    return [] if value is None else [value]


def _flags(init: FuncDef) -> set[str]:
    """The parameters of ``init`` that are flags, or names of a choice, by their type or by their default."""
    signature = None if init.type is None else get_proper_type(init.type)
    types = signature.arg_types if isinstance(signature, CallableType) else [any_type()] * len(init.arguments)
    found: set[str] = set()
    for argument, type_ in zip(init.arguments, map(get_proper_type, types), strict=True):
        is_flag = isinstance(type_, Instance) and type_.type.fullname in {"builtins.bool", "builtins.str"}
        default = argument.initializer
        is_by_default = isinstance(default, StrExpr) or getattr(default, "fullname", "") in _BOOLS
        if is_flag or (isinstance(type_, AnyType) and is_by_default):
            found.add(argument.variable.name)
    return found


def _flag(call: Call, values: Sequence[Expression]) -> Type | None:
    """The type of the one value that a flag has."""
    value = values[0] if len(values) == 1 else None
    if isinstance(value, StrExpr):
        return LiteralType(value.value, call.api.named_type("builtins.str"))
    known = _BOOLS.get(getattr(value, "fullname", ""))
    return None if known is None else LiteralType(known, call.api.named_type("builtins.bool"))
