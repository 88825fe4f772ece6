"""Attributes that are bound in several places: a norm or an activation chosen by ``if``.

mypy gives such an attribute its declared type, or that of its first value. Read in its own file, it is any of them.
"""

from __future__ import annotations

import itertools
from functools import lru_cache

from mypy.nodes import ConditionalExpr, Expression, MypyFile, TempNode, TypeInfo, Var
from mypy.plugin import AttributeContext
from mypy.subtypes import is_subtype
from mypy.types import AnyType, Instance, NoneType, Type, UnionType, get_proper_type

from typed_torch.mypy_plugin.bindings import Bound, bindings_of, is_changed, is_rebound
from typed_torch.mypy_plugin.by_default import made_by_default
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.fullnames import TORCH_MODULE
from typed_torch.mypy_plugin.syntax import is_called, is_in_another_branch
from typed_torch.mypy_plugin.walking import is_none

__all__ = ["any_of_its_values", "is_a_module", "unless_rebound"]


@lru_cache(maxsize=2)  # all hooks on one file come after each other
def _made_in(file: MypyFile) -> dict[int, Type]:
    """The modules that are bound to names with several values, by the expressions that make them."""
    return {}


def unless_rebound(call: Call, module: Type, default: Type) -> Type:
    """``module``, or ``default`` where the name it is bound to is bound elsewhere too, or in a branch."""
    if id(call.context) in _joined_values(call.api.tree, call.api.path):
        return default
    if not is_rebound(call.api, call.context, may_move=True):
        return module
    _made_in(call.api.tree)[id(call.context)] = module
    return default


@lru_cache(maxsize=4)
def _joined_values(file: MypyFile, path: str) -> frozenset[int]:
    """The values of variables that code may bind to another one, where mypy keeps one of two modules of a class."""
    found: set[int] = set()
    for key, bounds in bindings_of(file).items():
        values = [bound.value for bound in bounds if bound.value is not None]
        if isinstance(key, Var) and len(values) > 1:
            pairs = itertools.permutations([value.line for value in values], 2)
            if any(_may_follow(path, *pair) for pair in pairs):
                found.update(map(id, values))
    return frozenset(found)


def _may_follow(path: str, line: int, later: int) -> bool:
    """Whether ``later`` may or may not be run after ``line``."""
    return line < later and is_in_another_branch(path, later, line) and not is_in_another_branch(path, line, later)


def any_of_its_values(name: str, ctx: AttributeContext) -> Type:
    """The type of the attribute ``name``: of a module that is bound in several places, any of its values.

    One of a class that is a parameter is, where it is called, what its default makes.
    """
    call, declared, owner = Call(ctx), ctx.default_attr_type, get_proper_type(ctx.type)
    info = next((each for each in owner.type.mro if name in each.names), None) if isinstance(owner, Instance) else None
    at, is_unknown = call.context, isinstance(get_proper_type(declared), AnyType)
    may_be_by_default = is_called(call.api.path, at.line, at.column, at.end_column)
    is_asked_for = may_be_by_default if is_unknown else _may_be_a_module(declared)
    if info is None or not is_asked_for or is_changed(call.api, name):
        return declared
    bounds = [bound for bound in _bindings(call.api.tree, info, name) if not bound.is_moved]
    values = [part for bound in bounds for part in _values(bound)]
    by_default = {id(value): made_by_default(call.api, value) if may_be_by_default else None for value in values}
    if (len(values) == 1 or is_unknown) and not any(by_default.values()):
        return declared
    types = [None if value is None else by_default[id(value)] or _type_of(call, value) for value in values]
    known = [type_ for type_ in types if type_ is not None]
    if len(known) < len(types) or not known or not all(is_subtype(each, declared) for each in known):
        return declared
    # mypy's own union would forget what two modules of one class are made with.
    distinct = [each for place, each in enumerate(known) if each not in known[:place]]
    are_none = all(isinstance(get_proper_type(each), NoneType) for each in distinct)
    return UnionType.make_union(distinct) if not are_none and all(map(_is_a_module_or_none, distinct)) else declared


def _may_be_a_module(type_: Type) -> bool:
    proper = get_proper_type(type_)
    items = proper.items if isinstance(proper, UnionType) else [type_]
    modules = [item for item in items if isinstance(get_proper_type(item), Instance)]
    return bool(modules) and all(map(_is_a_module_or_none, items))


def _is_a_module_or_none(type_: Type) -> bool:
    return isinstance(get_proper_type(type_), (AnyType, NoneType)) or is_a_module(type_)


def is_a_module(type_: Type) -> bool:
    """Whether a value is surely a module."""
    proper = get_proper_type(type_)
    return isinstance(proper, Instance) and proper.type.has_base(TORCH_MODULE)


def _bindings(file: MypyFile, info: TypeInfo, name: str) -> list[Bound]:
    """What ``info`` binds ``name`` to, in methods and in the class itself; nothing where a subclass here does too."""
    bound = bindings_of(file)
    of_others = (key for key in bound if isinstance(key, tuple) and key[1] == name and key[0] is not info)
    if any(key[0].has_base(info.fullname) for key in of_others):
        return []
    found = [*bound.get((info, name), []), *bound.get(info.names[name].node, [])]
    return [each for each in found if not isinstance(each.value, TempNode)]  # a declaration alone


def _values(bound: Bound) -> list[Expression | None]:
    """The values that a binding chooses from; ``None`` where one is not read."""
    if isinstance(bound.value, ConditionalExpr) and bound.index is None:
        return [*_values(Bound(bound.value.if_expr)), *_values(Bound(bound.value.else_expr))]
    return [None if bound.index is not None else bound.value]


def _type_of(call: Call, value: Expression) -> Type | None:
    if is_none(value):
        return NoneType()
    return _made_in(call.api.tree).get(id(value)) or call.api.lookup_type_or_none(value)
