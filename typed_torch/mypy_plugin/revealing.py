"""What the plugin knows, said in our words: ``tt.reveal(x)``; and ``x.shape``, whose items are the sizes themselves."""

from __future__ import annotations

from mypy.nodes import Expression
from mypy.plugin import AttributeContext, FunctionContext
from mypy.types import Instance, TupleType, Type, get_proper_type

from typed_torch.mypy_plugin.bindings import is_rebound
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import spec_of, tensor_of
from typed_torch.shape import UNKNOWN
from typed_torch.shape.dims import show_dim

__all__ = ["reveal", "shape_of"]


def reveal(ctx: FunctionContext) -> Type:
    """Note what the argument is, as it stands in messages: ``float32 cuda (N, 64, H // 2)``."""
    call = Call(ctx)
    for of_formal in ctx.args:
        for expression in of_formal:
            passed = call.passed(expression)
            if tensor_of(passed.type) is not None:
                shown = str(spec_of(passed.type))
            else:
                dim = call.dim(passed)
                shown = str(passed.type) if dim is UNKNOWN else show_dim(dim)
            call.api.note(f"reveal: {shown}", expression)
    return ctx.default_return_type


def shape_of(ctx: AttributeContext) -> Type:
    """The shape of a tensor: ints, whose sizes are read where they are used, if names bound to them change later."""
    shape, call = get_proper_type(ctx.default_attr_type), Call(ctx)
    if not isinstance(shape, TupleType) or not isinstance(ctx.context, Expression):
        return ctx.default_attr_type
    if not is_rebound(call.api, ctx.context):
        return shape
    number: Instance = call.api.named_type("builtins.int")
    return shape.copy_modified(items=[number for _ in shape.items])
