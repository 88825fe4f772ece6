"""Reading sizes: ``tt.randn(4, 6)``, ``tt.randn((4, 6))`` and ``tt.randn([4, 6])`` give ``(4, 6)``."""

from __future__ import annotations

from mypy.nodes import ArgKind, CallExpr
from mypy.types import AnyType, CallableType, Instance, LiteralType, TypeVarType, get_proper_type

from typed_torch.mypy_plugin.calls import Call, Passed
from typed_torch.mypy_plugin.convert import tensor_of
from typed_torch.mypy_plugin.fullnames import SIZE
from typed_torch.shape import UNKNOWN

__all__ = ["read_sizes"]


def read_sizes(call: Call, signature: CallableType) -> CallableType:
    """The signature of a creation function, its result of the sizes that the call spells out."""
    sizes = _sizes(call)
    tensor = tensor_of(signature.ret_type)
    if sizes is None or tensor is None:
        return signature
    dims = [call.dim(size) for size in sizes]
    shape = tuple(UNKNOWN if isinstance(dim, int) and dim < 0 else dim for dim in dims)
    return signature.copy_modified(ret_type=call.shaped(tensor, shape))


def _sizes(call: Call) -> list[Passed] | None:
    """The sizes passed, one by one; ``None`` if their number is not known."""
    expression = call.context
    if not isinstance(expression, CallExpr) or any(kind.is_star() for kind in expression.arg_kinds):
        return None
    positional = [
        call.passed(argument)
        for argument, kind in zip(expression.args, expression.arg_kinds, strict=True)
        if kind == ArgKind.ARG_POS
    ]
    if not positional:
        return None
    first = get_proper_type(positional[0].type)
    is_one_size = isinstance(first, Instance) and first.type.fullname in {"builtins.int", SIZE}
    return (
        positional
        if is_one_size or isinstance(first, (AnyType, LiteralType, TypeVarType))
        else call.elements(positional[0])
    )
