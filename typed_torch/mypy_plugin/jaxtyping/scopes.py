"""Names of jaxtyping mean one size within their function, and say nothing outside of it."""

from __future__ import annotations

from collections.abc import Collection

from mypy.checker import TypeChecker
from mypy.nodes import FuncDef
from mypy.types import CallableType, Type, TypeVarTupleType, TypeVarType, UnpackType, get_proper_type

from typed_torch.mypy_plugin.convert import any_type
from typed_torch.mypy_plugin.jaxtyping.names import is_name
from typed_torch.mypy_plugin.translating import Translator

__all__ = ["Nameless", "known_here"]


def known_here(api: TypeChecker, type_: Type) -> Type:
    """``type_`` without the names of functions that are not being checked."""
    return type_.accept(_Elsewhere([each.fullname for each in api.scope.stack if isinstance(each, FuncDef)]))


class Nameless(Translator):
    """Names as any size, and those of several axes as any number of sizes."""

    def visit_type_var(self, t: TypeVarType) -> Type:
        return any_type() if self.is_dropped(t) else t

    def visit_unpack_type(self, t: UnpackType) -> Type:
        inner = get_proper_type(t.type)
        if isinstance(inner, TypeVarTupleType) and self.is_dropped(inner):
            return UnpackType(inner.tuple_fallback.copy_modified(args=[any_type()]))
        return super().visit_unpack_type(t)

    def is_dropped(self, name: TypeVarType | TypeVarTupleType) -> bool:
        """Whether ``name`` is one of jaxtyping's."""
        return is_name(name)


class _Elsewhere(Nameless):
    def __init__(self, functions: Collection[str]) -> None:
        super().__init__()
        self._functions = frozenset(functions)

    def is_dropped(self, name: TypeVarType | TypeVarTupleType) -> bool:
        is_name = super().is_dropped(name) and not name.id.is_meta_var()
        return is_name and name.id.namespace not in self._functions

    def visit_callable_type(self, t: CallableType) -> Type:
        own = {variable.id.namespace for variable in t.variables if is_name(variable)} - self._functions
        if own:  # a method that is decorated: each call binds its names
            return t.accept(_Elsewhere(self._functions | own))
        return super().visit_callable_type(t)
