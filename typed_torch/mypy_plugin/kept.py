"""What is found of a function and kept among the names of its file, for files that import it, in mypy's cache too."""

from __future__ import annotations

from collections.abc import Iterable

from mypy.checker import TypeChecker
from mypy.nodes import GDEF, FuncDef, SymbolTableNode, Var
from mypy.types import AnyType, TupleType, Type, TypeOfAny, get_proper_type
from mypy.util import split_target

__all__ = ["keep", "kept"]


def keep(api: TypeChecker, what: str, function: FuncDef, types: Iterable[Type]) -> None:
    """Keep ``types`` of ``function``, of the file that is checked, in the place of those that are kept as ``what``."""
    key = f"typed_torch {what}: {function.fullname}"
    several = TupleType([*types], api.named_generic_type("builtins.tuple", [AnyType(TypeOfAny.special_form)]))
    symbol = SymbolTableNode(GDEF, Var(key, several), module_public=False, module_hidden=True, plugin_generated=True)
    api.tree.names[key] = symbol


def kept(api: TypeChecker, what: str, function: FuncDef) -> list[Type]:
    """The types that are kept of ``function``, of any file, as ``what``; none where nothing is."""
    module, _ = split_target(api.modules, function.fullname) or ("", "")
    names = api.modules[module].names if module in api.modules else {}
    symbol = names.get(f"typed_torch {what}: {function.fullname}")
    type_ = get_proper_type(symbol.node.type) if symbol is not None and isinstance(symbol.node, Var) else None
    return type_.items if isinstance(type_, TupleType) else []
