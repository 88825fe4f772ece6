"""Names of jaxtyping mean one size within their function, and say nothing outside of it."""

from __future__ import annotations

from collections.abc import Collection

from mypy.checker import TypeChecker
from mypy.nodes import FuncDef
from mypy.types import Type, TypeVarType

from typed_torch.mypy_plugin.convert import any_type
from typed_torch.mypy_plugin.translating import Translator

__all__ = ["FIRST_NAME", "known_here"]

# The numbers of these type variables go down from here; those of mypy's own are far above.
FIRST_NAME = -1_000


def known_here(api: TypeChecker, type_: Type) -> Type:
    """``type_`` without the names of functions that are not being checked."""
    return type_.accept(_Elsewhere([each.fullname for each in api.scope.stack if isinstance(each, FuncDef)]))


class _Elsewhere(Translator):
    def __init__(self, functions: Collection[str]) -> None:
        super().__init__()
        self._functions = functions

    def visit_type_var(self, t: TypeVarType) -> Type:
        is_name = t.id.raw_id <= FIRST_NAME and not t.id.is_meta_var()
        return any_type() if is_name and t.id.namespace not in self._functions else t
