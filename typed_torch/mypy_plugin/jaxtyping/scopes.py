"""Names of jaxtyping mean one size within their function, and say nothing outside of it."""

from __future__ import annotations

from collections.abc import Collection

from mypy.checker import TypeChecker
from mypy.nodes import FuncDef
from mypy.types import CallableType, Type, TypeVarTupleType, TypeVarType

from typed_torch.mypy_plugin.jaxtyping.names import is_name
from typed_torch.mypy_plugin.translating import Dropping

__all__ = ["Nameless", "known_here"]


def known_here(api: TypeChecker, type_: Type) -> Type:
    """``type_`` without the names of functions that are not being checked."""
    return type_.accept(_Elsewhere([each.fullname for each in api.scope.stack if isinstance(each, FuncDef)]))


class Nameless(Dropping):
    """Names as any size, and those of several axes as any number of sizes."""

    def is_dropped(self, variable: TypeVarType | TypeVarTupleType) -> bool:
        """Whether ``variable`` is a name of jaxtyping's."""
        return is_name(variable)


class _Elsewhere(Nameless):
    def __init__(self, functions: Collection[str]) -> None:
        super().__init__()
        self._functions = frozenset(functions)

    def is_dropped(self, variable: TypeVarType | TypeVarTupleType) -> bool:
        is_name = super().is_dropped(variable) and not variable.id.is_meta_var()
        return is_name and variable.id.namespace not in self._functions

    def visit_callable_type(self, t: CallableType) -> Type:
        own = {variable.id.namespace for variable in t.variables if is_name(variable)} - self._functions
        if own:  # a method that is decorated: each call binds its names
            return t.accept(_Elsewhere(self._functions | own))
        return super().visit_callable_type(t)
