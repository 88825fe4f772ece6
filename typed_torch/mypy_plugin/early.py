"""Functions that mypy checks before it writes what other files see of theirs.

mypy checks the bodies of functions after that, but for those that define attributes: what a function makes would not be
among the names of its file yet.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from mypy.nodes import FuncDef, MypyFile
from mypy.plugin import AnalyzeTypeContext
from mypy.semanal import SemanticAnalyzer
from mypy.typeanal import TypeAnalyser
from mypy.types import CallableType, Type, UnboundType

from typed_torch.mypy_plugin.makers import may_make
from typed_torch.mypy_plugin.walking import functions_in

__all__ = ["Early"]


class Early:
    """The functions that are to be checked early: mypy has to be told so while it reads their signatures."""

    def __init__(self) -> None:
        self._pending: dict[FuncDef, frozenset[str]] = {}
        self._passed_on: str | None = None

    def collect(self, file: MypyFile) -> None:
        """The functions of ``file`` that may make modules, with the classes that their signatures name."""
        self._pending |= {each: _named_in(each) for each in functions_in(file.defs) if may_make(each)}

    def around(
        self, fullname: str, hook: Callable[[AnalyzeTypeContext], Type] | None
    ) -> Callable[[AnalyzeTypeContext], Type] | None:
        """``hook`` of the type ``fullname``, or what mypy does without, which finds such functions on its way."""
        if fullname == self._passed_on:
            self._passed_on = None
            return hook
        name = fullname.rpartition(".")[2]
        return partial(self._read, fullname, hook) if any(name in each for each in self._pending.values()) else hook

    def _read(self, fullname: str, hook: Callable[[AnalyzeTypeContext], Type] | None, ctx: AnalyzeTypeContext) -> Type:
        reader = ctx.api.api if isinstance(ctx.api, TypeAnalyser) else None
        if isinstance(reader, SemanticAnalyzer) and reader.recurse_into_functions:
            for function in reader.scope.functions:
                if isinstance(function, FuncDef) and self._pending.pop(function, None) is not None:
                    function.def_or_infer_vars = True
        if hook is not None:
            return hook(ctx)
        assert isinstance(ctx.api, TypeAnalyser)
        self._passed_on = fullname
        return ctx.type.accept(ctx.api)


def _named_in(function: FuncDef) -> frozenset[str]:
    """The last parts of the names that the types of parameters and of the result are."""
    signature = function.unanalyzed_type
    types = [*signature.arg_types, signature.ret_type] if isinstance(signature, CallableType) else []
    return frozenset(each.name.rpartition(".")[2] for each in types if isinstance(each, UnboundType))
