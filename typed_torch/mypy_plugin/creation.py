"""Reading sizes: ``tt.randn(4, 6)``, ``tt.randn((4, 6))`` and ``tt.randn([4, 6])`` give ``(4, 6)``."""

from __future__ import annotations

from typing import NamedTuple

from mypy.nodes import ArgKind, CallExpr, Context
from mypy.types import AnyType, CallableType, Instance, LiteralType, TypeVarType, get_proper_type

from typed_torch.mypy_plugin.calls import Call, Passed
from typed_torch.mypy_plugin.convert import tensor_of
from typed_torch.mypy_plugin.fullnames import SIZE
from typed_torch.shape import UNKNOWN, Shape

__all__ = ["read_sizes"]


def read_sizes(call: Call, signature: CallableType) -> CallableType:
    """The signature of a creation function, its result of the sizes that the call spells out."""
    tensor = tensor_of(signature.ret_type)
    shape = None if tensor is None else _shape(call, signature)
    if shape is None or tensor is None:
        return signature
    return signature.copy_modified(ret_type=call.shaped(tensor, shape))


class _Read(NamedTuple):
    """What a call was found to spell out, and the variants of the function that have it already."""

    context: Context
    shape: Shape | None
    variants: set[int]


_LAST: list[_Read] = []


def _shape(call: Call, signature: CallableType) -> Shape | None:
    """The shape that a call spells out, read once for all variants, of which mypy asks one after the other."""
    variant, last = signature.definition, _LAST[0] if _LAST else None
    if last is None or variant is None or last.context is not call.context or id(variant) in last.variants:
        sizes = _sizes(call)
        dims = None if sizes is None else [call.dim(size) for size in sizes]
        # A negative size is torch's to refuse.
        shape = None if dims is None else tuple(UNKNOWN if isinstance(d, int) and d < 0 else d for d in dims)
        last = _Read(call.context, shape, set())
        _LAST[:] = [last]
    last.variants.add(id(variant))
    return last.shape


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
