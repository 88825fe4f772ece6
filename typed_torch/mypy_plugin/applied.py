"""Functions of torch's that call what they are given: ``checkpoint(self.block, x)`` is what ``self.block(x)`` is.

And ``Function.apply``, which calls the ``forward`` of the class, and what parametrizes a layer and returns it.
"""

from __future__ import annotations

from mypy.nodes import ARG_POS, CallExpr, Decorator, FuncDef, MemberExpr, TempNode, TypeInfo
from mypy.plugin import FunctionContext, MethodContext
from mypy.types import CallableType, Instance, Type, get_proper_type

from typed_torch.mypy_plugin.bindings import imports_us
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import any_type
from typed_torch.mypy_plugin.fullnames import TORCH_MODULE
from typed_torch.mypy_plugin.rebound import unless_rebound

__all__ = ["APPLIES", "PARAMETRIZES", "applied", "applied_forward", "parametrized"]

APPLIES = frozenset({"torch.utils.checkpoint.checkpoint"})
PARAMETRIZES = frozenset(
    f"torch.nn.utils.parametrizations.{name}" for name in ["orthogonal", "spectral_norm", "weight_norm"]
)
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


def parametrized(ctx: FunctionContext) -> Type:
    """``weight_norm(nn.Conv1d(3, 4, 5))``: the module that it is given."""
    call, given = Call(ctx), next((each for of_formal in ctx.arg_types for each in of_formal), None)
    module = None if given is None else get_proper_type(given)
    if not isinstance(module, Instance) or not module.type.has_base(TORCH_MODULE) or not imports_us(call.api.tree):
        return ctx.default_return_type
    return unless_rebound(call, module, ctx.default_return_type)


def applied_forward(ctx: MethodContext) -> Type:
    """What ``forward`` of a ``torch.autograd.Function`` returns, where it takes a context and is typed."""
    call, written = Call(ctx), ctx.context
    owner = get_proper_type(ctx.type)
    info = owner.type_object() if isinstance(owner, CallableType) and owner.is_type_obj() else None
    forward = None if info is None else info.get_method("forward")
    is_typed = isinstance(forward, (FuncDef, Decorator)) and forward.type is not None and _is_own(info, "forward")
    if not is_typed or _is_own(info, "setup_context") or not imports_us(call.api.tree):
        return ctx.default_return_type
    if not isinstance(written, CallExpr) or not isinstance(written.callee, MemberExpr):
        return ctx.default_return_type
    callee = MemberExpr(written.callee.expr, "forward")
    context = TempNode(any_type())
    inner = CallExpr(callee, [context, *written.args], [ARG_POS, *written.arg_kinds], [None, *written.arg_names])
    for each in (callee, context, inner):
        each.set_line(written)
    return call.api.expr_checker.accept(inner)


def _is_own(info: TypeInfo | None, name: str) -> bool:
    """Whether the user wrote the method ``name``; ``forward`` has no context where one of its own sets that up."""
    method = None if info is None else info.get_method(name)
    return method is not None and not method.info.fullname.startswith("torch.")
