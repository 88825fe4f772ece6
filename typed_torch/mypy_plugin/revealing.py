"""What the plugin knows, in our words: ``tt.reveal(x)``; and ``x.shape`` and ``x.size()``, whose items are sizes."""

from __future__ import annotations

from mypy.checker import TypeChecker
from mypy.nodes import Expression
from mypy.plugin import AttributeContext, FunctionContext, MethodContext
from mypy.types import (
    CallableType,
    Instance,
    LiteralType,
    TupleType,
    Type,
    TypeVarTupleType,
    UnionType,
    UnpackType,
    get_proper_type,
)

from typed_torch.mypy_plugin.bindings import is_rebound
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import any_type, is_named_size, spec_of, tensor_of
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
    """``shape`` with plain ints for sizes that have names, as anything but a size is computed with.

    What they are is read where they are used. In a function that returns sizes they stay those of its annotation; and
    numbers do, if no name that is bound to them changes later.
    """
    number: Instance = call.api.named_type("builtins.int")
    is_changing = isinstance(call.context, Expression) and is_rebound(call.api, call.context)
    keeps_names = not is_changing and _returns_sizes(call.api)

    def plain(item: Type) -> Type:
        proper = get_proper_type(item)
        if isinstance(proper, UnpackType):
            return _any_number(proper)
        if isinstance(proper, LiteralType):
            return number if is_changing else proper
        return proper if keeps_names else number

    return shape.copy_modified(items=[plain(item) for item in shape.items])


def _returns_sizes(api: TypeChecker) -> bool:
    """Whether the function around says that it returns sizes: ``-> tuple[H, W]``."""
    function = api.scope.current_function()
    signature = None if function is None else get_proper_type(function.type)
    return isinstance(signature, CallableType) and _is_of_sizes(signature.ret_type)


def _is_of_sizes(type_: Type) -> bool:
    proper = get_proper_type(type_)
    if isinstance(proper, (TupleType, UnionType)):
        return any(map(_is_of_sizes, proper.items))
    if isinstance(proper, Instance) and not is_named_size(proper):
        return tensor_of(proper) is None and any(map(_is_of_sizes, proper.args))
    return is_named_size(proper)


def _any_number(item: UnpackType) -> Type:
    """``*Batch`` as any number of sizes, to mypy objects otherwise that nothing can be computed with."""
    inner = get_proper_type(item.type)
    if not isinstance(inner, TypeVarTupleType):
        return item
    return UnpackType(inner.tuple_fallback.copy_modified(args=[any_type()]))
