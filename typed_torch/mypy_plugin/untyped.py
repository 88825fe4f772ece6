"""Results of torch's that no rule knows: unknown, and so ``Any``, in files that type their tensors.

What comes out of a tensor that is declared as torch's own stays one: ``tt.parse`` is the way from there.
"""

from __future__ import annotations

from mypy.checker import TypeChecker
from mypy.nodes import Expression, ListExpr, TupleExpr, TypeInfo, Var
from mypy.plugin import FunctionContext, MethodContext
from mypy.types import Instance, TupleType, Type, TypeAliasType, UnionType, get_proper_type

from typed_torch.mypy_plugin.bindings import imports_us, is_rebound
from typed_torch.mypy_plugin.calls import Call, Passed
from typed_torch.mypy_plugin.convert import any_type
from typed_torch.mypy_plugin.displays import is_in_display
from typed_torch.mypy_plugin.fullnames import TENSOR, TORCH_PARAMETER, TORCH_TENSOR
from typed_torch.mypy_plugin.jaxtyping.imports import uses_jaxtyping

__all__ = ["as_unknown", "has_plain", "is_inferred_plain", "is_plain", "made_unknown", "unknown_tensor"]


def as_unknown(ctx: FunctionContext | MethodContext) -> Type:
    """What mypy has found, tensors in it typed and of nothing known."""
    assert isinstance(ctx.api, TypeChecker)
    default, tree = ctx.default_return_type, ctx.api.tree
    if not imports_us(tree) or uses_jaxtyping(tree) or not has_plain(default) or is_rebound(ctx.api, ctx.context):
        return default
    call = Call(ctx)
    given = [each.type for of_formal in ctx.args for argument in of_formal for each in _passed(call, argument)]
    receiver = [ctx.type] if isinstance(ctx, MethodContext) else []
    if any(map(has_plain, [*given, *receiver])) or is_in_display(call):
        return default
    return made_unknown(call, default)


def _passed(call: Call, argument: Expression) -> list[Passed]:
    """An argument, or the items of a list that is written out, each with its own type."""
    passed = call.passed(argument)
    elements = call.elements(passed) if isinstance(argument, (ListExpr, TupleExpr)) else None
    return [passed] if elements is None else elements


def is_inferred_plain(info: TypeInfo, name: str, type_: Type) -> bool:
    """Whether an attribute is a tensor of torch's because of what it is assigned, and not by its annotation."""
    symbol = info.get(name)
    node = None if symbol is None else symbol.node
    proper = get_proper_type(type_)
    is_plain = isinstance(proper, Instance) and proper.type.fullname == TORCH_TENSOR
    return is_plain and isinstance(node, Var) and node.is_inferred


def unknown_tensor(call: Call) -> Instance:
    """A typed tensor of which nothing is known."""
    return call.named(TENSOR, any_type(), any_type(), any_type())


def is_plain(type_: Type) -> bool:
    """Whether it is a tensor or a parameter of torch's, of which nothing is known."""
    proper = get_proper_type(type_)
    return isinstance(proper, Instance) and proper.type.fullname in {TORCH_TENSOR, TORCH_PARAMETER}


def has_plain(type_: Type) -> bool:
    """Whether ``type_`` is torch's own tensor, or holds some."""
    if isinstance(type_, TypeAliasType) and type_.is_recursive:
        return False
    proper = get_proper_type(type_)
    if isinstance(proper, Instance):
        is_plain = proper.type.fullname == TORCH_TENSOR
        return is_plain or (proper.type.fullname in _HOLDING and any(map(has_plain, proper.args)))
    return isinstance(proper, (TupleType, UnionType)) and any(map(has_plain, proper.items))


_HOLDING = frozenset({"builtins.list", "builtins.tuple"})


def made_unknown(call: Call, type_: Type) -> Type:
    """``type_`` with typed tensors, of which nothing is known, for torch's own."""
    proper = get_proper_type(type_)
    if isinstance(proper, Instance) and proper.type.fullname == TORCH_TENSOR:
        return unknown_tensor(call)
    if isinstance(proper, Instance) and proper.type.fullname in _HOLDING:
        return proper.copy_modified(args=[made_unknown(call, each) for each in proper.args])
    if isinstance(proper, TupleType):
        return proper.copy_modified(items=[made_unknown(call, each) for each in proper.items])
    if isinstance(proper, UnionType):
        return UnionType.make_union([made_unknown(call, each) for each in proper.items])
    return type_
