"""Functions of torch's that call what they are given: ``checkpoint(self.block, x)`` is what ``self.block(x)`` is."""

from __future__ import annotations

from mypy.nodes import CallExpr
from mypy.plugin import FunctionContext
from mypy.types import Type

from typed_torch.mypy_plugin.bindings import imports_us
from typed_torch.mypy_plugin.calls import Call

__all__ = ["APPLIES", "applied"]

APPLIES = frozenset({"torch.utils.checkpoint.checkpoint"})
_OWN = frozenset({"context_fn", "debug", "determinism_check", "early_stop", "preserve_rng_state", "use_reentrant"})


def applied(ctx: FunctionContext) -> Type:
    """What the first argument returns for the others, but for those that are the function's own."""
    call, written = Call(ctx), ctx.context
    if not isinstance(written, CallExpr) or not imports_us(call.api.tree):
        return ctx.default_return_type
    function, *rest = zip(written.args, written.arg_kinds, written.arg_names, strict=True)
    if function[1].is_star() or function[2] is not None:
        return ctx.default_return_type
    passed = [each for each in rest if each[2] not in _OWN]
    inner = CallExpr(
        function[0], [each[0] for each in passed], [each[1] for each in passed], [each[2] for each in passed]
    )
    inner.set_line(written)
    return call.api.expr_checker.accept(inner)
