"""The base of what rewrites types."""

from __future__ import annotations

from mypy.type_visitor import TypeTranslator
from mypy.types import (
    AnyType,
    ExtraAttrs,
    Instance,
    Type,
    TypeAliasType,
    TypeOfAny,
    TypeVarTupleType,
    TypeVarType,
    UnpackType,
    get_proper_type,
)

__all__ = ["Dropping", "Throughout", "Translator"]


class Translator(TypeTranslator):
    """Rewrites types inside of aliases too, but for recursive ones, of which torch has one."""

    def visit_type_alias_type(self, t: TypeAliasType) -> Type:
        return t if t.is_recursive else get_proper_type(t).accept(self)


class Throughout(Translator):
    """Rewrites what a module is made with, and what it holds, too."""

    def visit_instance(self, t: Instance) -> Type:
        found = super().visit_instance(t)
        if isinstance(found, Instance) and t.extra_attrs is not None:
            attributes = {name: each.accept(self) for name, each in t.extra_attrs.attrs.items()}
            found = found.copy_modified()
            found.extra_attrs = ExtraAttrs(attributes, t.extra_attrs.immutable, t.extra_attrs.mod_name)
        return found


class Dropping(Translator):
    """Has any size for a type variable that is dropped, and any number of sizes for one of several."""

    def is_dropped(self, variable: TypeVarType | TypeVarTupleType) -> bool:
        """Whether ``variable`` is one of those."""
        raise NotImplementedError

    def visit_type_var(self, t: TypeVarType) -> Type:
        return AnyType(TypeOfAny.special_form) if self.is_dropped(t) else t

    def visit_unpack_type(self, t: UnpackType) -> Type:
        inner = get_proper_type(t.type)
        if isinstance(inner, TypeVarTupleType) and self.is_dropped(inner):
            return UnpackType(inner.tuple_fallback.copy_modified(args=[AnyType(TypeOfAny.special_form)]))
        return super().visit_unpack_type(t)
