"""Functions that mypy checks before it writes what other files see of theirs.

mypy checks the bodies of functions after that, but for those that define attributes: what a function makes, and what
``forward`` asks of a number that its module is made with, would not be among the names of its file yet.
"""

from __future__ import annotations

from collections import Counter
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
        self._named: Counter[str] = Counter()  # by how many of them: it is asked of every type that mypy reads
        self._passed_on: str | None = None

    def collect(self, file: MypyFile) -> None:
        """The functions of ``file`` that may make modules or be what one calls, with the types that they name."""
        for function in functions_in(file.defs):
            if function.name == "forward" or may_make(function):
                self._pending[function] = _named_in(function)
                self._named.update(self._pending[function])

    def around(
        self, fullname: str, hook: Callable[[AnalyzeTypeContext], Type] | None
    ) -> Callable[[AnalyzeTypeContext], Type] | None:
        """``hook`` of the type ``fullname``, or what mypy does without, which finds such functions on its way."""
        if fullname == self._passed_on:
            self._passed_on = None
            return hook
        return partial(self._read, fullname, hook) if self._named[fullname.rpartition(".")[2]] else hook

    def _read(self, fullname: str, hook: Callable[[AnalyzeTypeContext], Type] | None, ctx: AnalyzeTypeContext) -> Type:
        reader = ctx.api.api if isinstance(ctx.api, TypeAnalyser) else None
        if isinstance(reader, SemanticAnalyzer) and reader.recurse_into_functions:
            for function in reader.scope.functions:
                named = self._pending.pop(function, None) if isinstance(function, FuncDef) else None
                if named is not None and isinstance(function, FuncDef):
                    function.def_or_infer_vars = True
                    self._named.subtract(named)
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
