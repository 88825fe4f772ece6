"""Methods that stand for those of a base class, where mypy says that they do not fit."""

from __future__ import annotations

import re

from mypy.checker import TypeChecker
from mypy.checker_state import checker_state
from mypy.nodes import Decorator, FuncDef, OverloadedFuncDef, SymbolNode, TypeInfo
from mypy.typeops import bind_self
from mypy.types import CallableType, Overloaded, Type, get_proper_type

__all__ = ["overridden"]

_METHOD = re.compile(r'(?:of|Signature of) "(\w+)" (?:is )?incompatible with')
_SUPERTYPE = re.compile(r'supertype "([\w.]+)"')


def overridden(message: str) -> list[tuple[Type, Type]]:
    """The types of the method that ``message`` is about and of each that it stands for; nothing if one is unknown."""
    checker, name = checker_state.type_checker, _METHOD.search(message)
    owner = checker.scope.active_class() if isinstance(checker, TypeChecker) else None
    if owner is None or name is None or name[1] not in owner.names:
        return []
    own, supertype = _signature(owner.names[name[1]].node), _SUPERTYPE.search(message)
    found = [
        (own, _signature(base.names[name[1]].node))
        for base in owner.mro[1:]
        if name[1] in base.names and (supertype is None or _is_called(base, supertype[1]))
    ]
    pairs = [(one, other) for one, other in found if one is not None and other is not None]
    return pairs if len(pairs) == len(found) else []


def _is_called(info: TypeInfo, name: str) -> bool:
    return f".{info.fullname}".endswith(f".{name}")


def _signature(node: SymbolNode | None) -> Type | None:
    """The type of a method without its first parameter."""
    if isinstance(node, Decorator):
        type_ = node.var.type
    elif isinstance(node, (FuncDef, OverloadedFuncDef)):
        type_ = node.type
    else:
        return None
    proper = None if type_ is None else get_proper_type(type_)
    if not isinstance(proper, (CallableType, Overloaded)):
        return None
    function = node.func if isinstance(node, Decorator) else node
    is_bound = isinstance(function, FuncDef) and not function.is_static
    return bind_self(proper) if is_bound else proper
