"""What the plugin knows, in our words: ``tt.reveal(x)``; and ``x.shape`` and ``x.size()``, whose items are sizes."""

from __future__ import annotations

from mypy.nodes import Expression
from mypy.plugin import AttributeContext, FunctionContext, MethodContext
from mypy.types import Instance, TupleType, Type, UnpackType, get_proper_type

from typed_torch.mypy_plugin.bindings import is_rebound
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import spec_of, tensor_of
from typed_torch.shape import UNKNOWN
from typed_torch.shape.dims import show_dim

__all__ = ["reveal", "shape_of", "sizes_of"]


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
    """The shape of a tensor."""
    shape = get_proper_type(ctx.default_attr_type)
    return _sizes(Call(ctx), shape) if isinstance(shape, TupleType) else shape


def sizes_of(ctx: MethodContext) -> Type:
    """The same for ``x.size()``, to mypy a ``torch.Size`` of as many items."""
    tensor, size = tensor_of(ctx.type), get_proper_type(ctx.default_return_type)
    shape = None if tensor is None else get_proper_type(tensor.args[0])
    if not isinstance(shape, TupleType) or not isinstance(size, Instance) or size.type.name != "Size":
        return ctx.default_return_type
    if any(isinstance(item, UnpackType) for item in shape.items):
        return ctx.default_return_type
    return _sizes(Call(ctx), shape.copy_modified(fallback=size))


def _sizes(call: Call, shape: TupleType) -> Type:
    """``shape``, but ints, whose sizes are read where they are used, if names bound to them change later."""
    if not isinstance(call.context, Expression) or not is_rebound(call.api, call.context):
        return shape
    number: Instance = call.api.named_type("builtins.int")
    return shape.copy_modified(items=[number for _ in shape.items])
