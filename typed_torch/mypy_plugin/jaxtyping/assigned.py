"""What ``__init__`` assigns to attributes that jaxtyping annotates: a name is one size in all of them."""

from __future__ import annotations

from mypy.nodes import Expression, FuncDef, MemberExpr, NameExpr, TypeInfo, Var
from mypy.plugin import AttributeContext
from mypy.types import Instance, Type, get_proper_type

from typed_torch.mypy_plugin.bindings import bindings_of
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import spec_of, tensor_of
from typed_torch.mypy_plugin.findings import findings
from typed_torch.mypy_plugin.jaxtyping.axes import axes_of, is_jaxtyped
from typed_torch.mypy_plugin.report import is_trial, report, trial
from typed_torch.shape import Refusal
from typed_torch.shape.jaxtyping import Memo
from typed_torch.shape.rule import error_of

__all__ = ["hold_assigned"]


def hold_assigned(name: str, ctx: AttributeContext, declared: Type) -> None:
    """Report what is assigned to the attribute ``name`` here, if its sizes are not those of the others."""
    call, target, tensor = Call(ctx), ctx.context, get_proper_type(declared)
    function, owner = call.api.scope.current_function(), get_proper_type(ctx.type)
    if not isinstance(function, FuncDef) or function.name != "__init__" or is_trial():
        return
    if not isinstance(tensor, Instance) or not is_jaxtyped(tensor) or not isinstance(owner, Instance):
        return
    value = _assigned(call, owner.type, name, target) if isinstance(target, MemberExpr) else None
    axes = axes_of(tensor, lambda _: True)
    if value is None or axes is None:
        return
    with trial(), call.api.msg.filter_errors(), call.api.local_type_map:
        spec = spec_of(found) if tensor_of(found := call.api.expr_checker.accept(value)) is not None else None
    if spec is None:
        return
    memo = findings(call.api.tree, function, Memo)
    try:
        memo.check(axes, None, spec, argument=name)
    except Refusal as refusal:
        report(call.api, error_of(refusal, owner.type.name, {name: spec}), value)


def _assigned(call: Call, info: TypeInfo, name: str, target: MemberExpr) -> Expression | None:
    """The value of an attribute of ``self`` that is bound once, here."""
    is_of_self = isinstance(target.expr, NameExpr) and isinstance(target.expr.node, Var) and target.expr.node.is_self
    bound = bindings_of(call.api.tree).get((info, name), [])
    is_here = len(bound) == 1 and bound[0].value is not None and bound[0].value.line >= target.line
    return bound[0].value if is_of_self and is_here and bound[0].index is None else None
