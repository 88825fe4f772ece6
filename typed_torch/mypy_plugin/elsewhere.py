"""Types of expressions that stand in other functions, which mypy may not have come to yet."""

from __future__ import annotations

from functools import lru_cache

from mypy.checker import TypeChecker
from mypy.nodes import Expression, ListComprehension, ListExpr, MypyFile, NameExpr, Var
from mypy.types import ProperType, Type, get_proper_type

from typed_torch.mypy_plugin.chosen import by_name
from typed_torch.mypy_plugin.convert import any_type
from typed_torch.mypy_plugin.lists import list_bound
from typed_torch.mypy_plugin.report import trial
from typed_torch.mypy_plugin.values import dim_in
from typed_torch.mypy_plugin.walking import within
from typed_torch.shape import UNKNOWN

__all__ = ["type_elsewhere"]


@lru_cache(maxsize=2)  # all hooks on one file come after each other
def _types_in(file: MypyFile) -> dict[int, ProperType | None]:
    return {}


def type_elsewhere(api: TypeChecker, expression: Expression) -> ProperType | None:
    """The type of an expression in any function of this file; ``None`` if mypy knows no type yet of a name in it.

    That of a number, or of a list that is written out, is known all the same.
    """
    known = _types_in(api.tree)
    if id(expression) in known:
        return known[id(expression)]
    known[id(expression)] = None  # while it is looked for, which may ask for it again
    found = _found(api, expression)
    if found is None:
        del known[id(expression)]
    else:
        known[id(expression)] = found
    return found


def _found(api: TypeChecker, expression: Expression) -> ProperType | None:
    types: list[tuple[Var, Type]] = []
    for name in within(expression):
        if not isinstance(name, NameExpr) or not _is_untyped(name):
            continue
        if isinstance(list_bound(api, name), (ListExpr, ListComprehension)):
            type_: Type = api.named_generic_type("builtins.list", [any_type()])
        elif dim_in(api, name) is not UNKNOWN:
            type_ = api.named_type("builtins.int")
        else:
            return None
        assert isinstance(name.node, Var)
        types.append((name.node, type_))
    is_deferred, deferred = api.current_node_deferred, [*api.deferred_nodes]
    try:
        api.current_node_deferred = False  # or it would be Any
        for variable, type_ in types:
            variable.type = type_
        with trial(), by_name(), api.msg.filter_errors(), api.local_type_map:
            return get_proper_type(api.expr_checker.accept(expression))
    finally:
        api.current_node_deferred, api.deferred_nodes = is_deferred, deferred
        for variable, _ in types:
            variable.type = None


def _is_untyped(name: NameExpr) -> bool:
    return isinstance(name.node, Var) and name.node.type is None
