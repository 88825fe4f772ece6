"""Objects that carry numbers, ``Config(dim=64)``: what their fields are where they are made in sight.

Of a class of another file only what is passed is known: mypy does not look at a file again where a default changes.
"""

from __future__ import annotations

from collections.abc import Iterator

from mypy.nodes import AssignmentStmt, CallExpr, Expression, MemberExpr, NameExpr, RefExpr, TypeInfo
from mypy.types import CallableType, NoneType, get_proper_type

from typed_torch.mypy_plugin.arithmetic import constant_in
from typed_torch.mypy_plugin.bindings import bindings_of, is_changed, value_bound
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.walking import is_none
from typed_torch.shape import UNKNOWN, Dim

__all__ = ["fields_of"]

_NAMESPACE = "types.SimpleNamespace"


def fields_of(call: Call, expression: Expression) -> dict[str, Dim | None]:
    """The numbers, and ``None``, among the fields of the object that ``expression`` is, where they stay so."""
    made = value_bound(call.api, expression) if isinstance(expression, (NameExpr, MemberExpr)) else expression
    callee = made.callee if isinstance(made, CallExpr) else None
    info = callee.node if isinstance(callee, RefExpr) else None
    if not isinstance(made, CallExpr) or not isinstance(info, TypeInfo):
        return {}
    if any(kind.is_star() for kind in made.arg_kinds):
        return {}
    found: dict[str, Dim | None] = dict(_defaults(call, info)) if "dataclass" in info.metadata else {}
    for name, argument in _passed(made, info):
        passed = call.passed(argument)
        found[name] = None if isinstance(passed.type, NoneType) else call.dim(passed)
    return {name: dim for name, dim in found.items() if dim is not UNKNOWN and not _may_change(call, info, name)}


def _passed(made: CallExpr, info: TypeInfo) -> Iterator[tuple[str, Expression]]:
    """What an object is made with, by the fields that it becomes."""
    init = info.get_method("__init__")
    signature = None if init is None else get_proper_type(init.type)
    if "dataclass" in info.metadata and isinstance(signature, CallableType):
        names = iter(signature.arg_names[1:])
    elif info.fullname == _NAMESPACE:
        names = iter(())
    else:
        return
    for argument, keyword in zip(made.args, made.arg_names, strict=True):
        name = next(names, None) if keyword is None else keyword
        if name is not None:
            yield name, argument


def _defaults(call: Call, info: TypeInfo) -> Iterator[tuple[str, Dim | None]]:
    """The numbers, and ``None``, that a dataclass of this file gives its fields."""
    for base in reversed(info.mro):
        body = base.defn.defs.body if base.module_name == call.api.tree.fullname else []
        for statement in body:
            target = statement.lvalues[0] if isinstance(statement, AssignmentStmt) else None
            if isinstance(statement, AssignmentStmt) and isinstance(target, NameExpr):
                value = statement.rvalue
                default = constant_in(call.api, value)
                yield target.name, None if is_none(value) else default if type(default) is int else UNKNOWN


def _may_change(call: Call, info: TypeInfo, name: str) -> bool:
    """Whether this file gives a field another value, in ``__post_init__`` or from outside."""
    bound = bindings_of(call.api.tree)
    return is_changed(call.api, name) or any((base, name) in bound for base in info.mro)
