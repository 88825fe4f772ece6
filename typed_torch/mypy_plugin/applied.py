"""Functions of torch's that call what they are given: ``checkpoint(self.block, x)`` is what ``self.block(x)`` is.

And ``Function.apply``, which calls the ``forward`` of the class.
"""

from __future__ import annotations

from mypy.nodes import ARG_POS, CallExpr, Decorator, FuncDef, MemberExpr, TempNode, TypeInfo
from mypy.plugin import FunctionContext, MethodContext
from mypy.types import CallableType, Type, get_proper_type

from typed_torch.mypy_plugin.bindings import imports_us
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import any_type

__all__ = ["APPLIES", "AUTOGRAD_FUNCTION", "applied", "applied_forward"]

AUTOGRAD_FUNCTION = "torch.autograd.function.Function"
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


def applied_forward(ctx: MethodContext) -> Type:
    """What ``forward`` of a ``torch.autograd.Function`` returns, where it takes a context and is typed."""
    call, written = Call(ctx), ctx.context
    owner = get_proper_type(ctx.type)
    info = owner.type_object() if isinstance(owner, CallableType) and owner.is_type_obj() else None
    forward = None if info is None else info.get_method("forward")
    if info is None or forward is None or not isinstance(written, CallExpr):
        return ctx.default_return_type
    if not imports_us(call.api.tree) or forward.info.fullname.startswith("torch."):
        return ctx.default_return_type
    if not isinstance(written.callee, MemberExpr):
        return ctx.default_return_type
    if not isinstance(forward, (FuncDef, Decorator)) or forward.type is None or _sets_up(info):
        return ctx.default_return_type
    callee = MemberExpr(written.callee.expr, "forward")
    context = TempNode(any_type())
    inner = CallExpr(callee, [context, *written.args], [ARG_POS, *written.arg_kinds], [None, *written.arg_names])
    for each in (callee, context, inner):
        each.set_line(written)
    return call.api.expr_checker.accept(inner)


def _sets_up(info: TypeInfo) -> bool:
    """Whether its context is set up by a method of its own, and ``forward`` has none."""
    method = info.get_method("setup_context")
    return method is not None and not method.info.fullname.startswith("torch.")
