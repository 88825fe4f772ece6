"""Plain tensors where jaxtyping's types are asked for: nobody knows their sizes, and so they pass.

mypy lets one class stand for another that is no base of it where ``alt_promote`` says so, as native integers do for
``int``; only the class itself does, not those derived from it. It holds in files that use jaxtyping, and in no others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mypy.checker import TypeChecker
from mypy.checker_state import checker_state
from mypy.nodes import MypyFile, TypeInfo
from mypy.types import AnyType, Instance, TypeOfAny
from mypy.typestate import type_state

from typed_torch.mypy_plugin.fullnames import TENSOR, TORCH_PARAMETER, TORCH_TENSOR

__all__ = ["PlainTensors"]


class PlainTensors:
    """Whether plain tensors pass for typed ones where mypy stands now."""

    def __init__(self) -> None:
        self._file: MypyFile | None = None

    def pass_in(self, modules: Mapping[str, MypyFile], do_pass: bool) -> None:
        """Let them pass, or not."""
        typed = _class(modules, TENSOR)
        if typed is None:
            return
        anything = [AnyType(TypeOfAny.special_form)] * len(typed.type_vars)
        for plain in (_class(modules, TORCH_TENSOR), _class(modules, TORCH_PARAMETER)):
            if plain is not None and (plain.alt_promote is not None) is not do_pass:
                plain.alt_promote = Instance(typed, anything) if do_pass else None
                type_state.reset_subtype_caches_for(typed)  # mypy remembers what it has found in the file before

    def follow(self, modules: Mapping[str, MypyFile], is_strict: Callable[[MypyFile], bool]) -> None:
        """Let them pass in the file that mypy checks, if it is not one that ``is_strict``."""
        checker = checker_state.type_checker
        if not isinstance(checker, TypeChecker) or checker.tree is self._file:
            return
        self._file = checker.tree
        self.pass_in(modules, not is_strict(checker.tree))


def _class(modules: Mapping[str, MypyFile], fullname: str) -> TypeInfo | None:
    module, _, name = fullname.rpartition(".")
    symbol = modules[module].names.get(name) if module in modules else None
    return symbol.node if symbol is not None and isinstance(symbol.node, TypeInfo) else None
