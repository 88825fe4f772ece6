"""Sizes that leave the method that names them: what ``self.weight = weight`` holds has none that other methods name.

Names of jaxtyping's are sizes of the object instead.
"""

from __future__ import annotations

from collections.abc import Collection

from mypy.checker import TypeChecker
from mypy.nodes import FuncDef
from mypy.types import CallableType, Instance, Type, TypeVarTupleType, TypeVarType

from typed_torch.mypy_plugin.jaxtyping.names import is_name
from typed_torch.mypy_plugin.translating import Dropping, Throughout

__all__ = ["left_behind"]


def left_behind(api: TypeChecker, owner: Instance, attribute: Type) -> Type:
    """``attribute`` of ``owner`` without what type variables of a method stand for, outside of that method."""
    classes = {info.fullname for info in owner.type.mro}
    return attribute.accept(_Eraser(classes, {each.fullname for each in api.scope.stack if isinstance(each, FuncDef)}))


class _Eraser(Dropping, Throughout):
    def __init__(self, classes: Collection[str], here: Collection[str]) -> None:
        super().__init__()
        self._classes, self._here = classes, here

    def visit_callable_type(self, t: CallableType) -> Type:
        own = {variable.id.namespace for variable in t.variables}
        if own <= {*self._here}:
            return super().visit_callable_type(t)
        return t.accept(_Eraser(self._classes, own.union(self._here)))

    def is_dropped(self, variable: TypeVarType | TypeVarTupleType) -> bool:
        """Whether ``variable`` is one of another method."""
        function = variable.id.namespace
        is_ours = function.rpartition(".")[0] in self._classes and function not in self._here
        return is_ours and not is_name(variable)
