"""torch's functions that are made by documenting one of ``torch._C``: ``torch.linalg.inv = _add_docstr(...)``.

To mypy they are ``Any``, and no hook sees a call of ``Any``. Here they become functions that take and return anything.
"""

from __future__ import annotations

from mypy.nodes import ArgKind, SymbolTableNode, Var
from mypy.plugin import DynamicClassDefContext
from mypy.semanal import SemanticAnalyzer
from mypy.types import AnyType, CallableType, TypeOfAny

__all__ = ["DOCUMENTS", "as_function"]

DOCUMENTS = "torch._C._add_docstr"


def as_function(ctx: DynamicClassDefContext) -> None:
    """Make of the variable that is assigned a function, where it is one that rules know."""
    assert isinstance(ctx.api, SemanticAnalyzer)
    symbols = ctx.api.globals
    found = symbols.get(ctx.name)
    if found is None or not isinstance(found.node, Var) or isinstance(found.node.type, CallableType):
        return
    anything = AnyType(TypeOfAny.explicit)
    kinds = [ArgKind.ARG_STAR, ArgKind.ARG_STAR2]
    fallback = ctx.api.named_type("builtins.function")
    function = Var(ctx.name, CallableType([anything] * 2, kinds, ["args", "kwargs"], anything, fallback))
    function._fullname = found.node.fullname
    function.is_ready = True
    symbols[ctx.name] = SymbolTableNode(found.kind, function)
