"""Names of jaxtyping mean one size within their function, and say nothing outside of it."""

from __future__ import annotations

from collections.abc import Collection

from mypy.checker import TypeChecker
from mypy.nodes import FuncDef
from mypy.types import Type, TypeVarLikeType, TypeVarTupleType, TypeVarType, UnpackType, get_proper_type

from typed_torch.mypy_plugin.convert import any_type
from typed_torch.mypy_plugin.translating import Translator

__all__ = ["FIRST_NAME", "Nameless", "fullname_in", "is_name", "known_here", "scope_of"]

# The numbers of these type variables go down from here; those of mypy's own are far above.
FIRST_NAME = -1_000
_APART = ":"


def fullname_in(scope: str, name: str) -> str:
    """What the type variable that ``name`` is in the function ``scope`` is called."""
    return f"{scope}{_APART}{name}"


def is_name(variable: TypeVarLikeType) -> bool:
    """Whether ``variable`` is a name of jaxtyping's, of a signature or of what mypy made of it for a call."""
    return _APART in variable.fullname


def scope_of(name: TypeVarLikeType) -> str:
    """The function that ``name`` is one size in."""
    return name.fullname.rpartition(_APART)[0]


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
        self._functions = functions

    def is_dropped(self, name: TypeVarType | TypeVarTupleType) -> bool:
        is_name = super().is_dropped(name) and not name.id.is_meta_var()
        return is_name and name.id.namespace not in self._functions
