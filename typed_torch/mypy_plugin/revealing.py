"""What the plugin knows, in our words: ``tt.reveal(x)``; and ``x.shape`` and ``x.size()``, whose items are sizes."""

from __future__ import annotations

from mypy.nodes import Expression
from mypy.plugin import AttributeContext, FunctionContext, MethodContext
from mypy.types import Instance, TupleType, Type, TypeVarTupleType, UnpackType, get_proper_type

from typed_torch.mypy_plugin.bindings import is_rebound
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import any_type, spec_of, tensor_of
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
    shape = shape.copy_modified(items=[_any_number(item) for item in shape.items])
    if not isinstance(call.context, Expression) or not is_rebound(call.api, call.context):
        return shape
    number: Instance = call.api.named_type("builtins.int")
    return shape.copy_modified(items=[item if isinstance(item, UnpackType) else number for item in shape.items])


def _any_number(item: Type) -> Type:
    """``*Batch`` as any number of sizes, to mypy objects otherwise that nothing can be computed with."""
    inner = get_proper_type(item.type) if isinstance(item, UnpackType) else None
    if not isinstance(inner, TypeVarTupleType):
        return item
    return UnpackType(inner.tuple_fallback.copy_modified(args=[any_type()]))
