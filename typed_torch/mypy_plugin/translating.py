"""The base of what rewrites types."""

from __future__ import annotations

from mypy.type_visitor import TypeTranslator
from mypy.types import Type, TypeAliasType, get_proper_type

__all__ = ["Translator"]


class Translator(TypeTranslator):
    """Rewrites types inside of aliases too, but for recursive ones, of which torch has one."""

    def visit_type_alias_type(self, t: TypeAliasType) -> Type:
        return t if t.is_recursive else get_proper_type(t).accept(self)
