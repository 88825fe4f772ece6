"""Where values meet: lists, dicts and choices of tensors whose types differ keep what these share.

The stubs are invariant, which the other checkers need. mypy joins two different types of an invariant class to
``object``; with the plugin, which compares sizes itself, it may join them size by size.
"""

from __future__ import annotations

from mypy.nodes import COVARIANT, DictExpr, ListExpr, NameExpr, Var
from mypy.plugin import ClassDefContext, FunctionSigContext, MethodContext, MethodSigContext
from mypy.types import CallableType, Instance, Type, TypeVarType, UnionType, get_proper_type

from typed_torch.mypy_plugin.bindings import is_grown, only_binding
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import any_type, tensor_of
from typed_torch.mypy_plugin.fullnames import TORCH_TENSOR
from typed_torch.mypy_plugin.growing import holder_of
from typed_torch.mypy_plugin.translating import Translator

__all__ = ["OfAnyShape", "element", "is_open", "join_by_size", "taking_any_sequence"]


def join_by_size(ctx: ClassDefContext) -> None:
    """Let mypy join two types of this class argument by argument."""
    for variable in ctx.cls.type_vars:
        if isinstance(variable, TypeVarType):
            variable.variance = COVARIANT


def taking_any_sequence(ctx: FunctionSigContext) -> CallableType:
    """The signature of ``torch.stack`` and its like, which torch's stubs give a list of plain tensors."""
    signature = ctx.default_signature
    if not any(map(_is_list_of_tensors, signature.arg_types)):
        return signature
    call = Call(ctx)
    if not any(_holds_typed(call.passed(each).type) for of_formal in ctx.args for each in of_formal):
        return signature
    sequence = call.api.named_generic_type("typing.Sequence", [call.named(TORCH_TENSOR)])
    return signature.copy_modified(arg_types=[_with_sequence(formal, sequence) for formal in signature.arg_types])


def _with_sequence(formal: Type, sequence: Instance) -> Type:
    """``formal`` with ``sequence`` for a list of tensors, also where that is one of several types."""
    proper = get_proper_type(formal)
    if isinstance(proper, UnionType):
        return UnionType([_with_sequence(item, sequence) for item in proper.items], proper.line, proper.column)
    return sequence if _is_list_of_tensors(proper) else formal


def _holds_typed(type_: Type) -> bool:
    proper = get_proper_type(type_)
    return isinstance(proper, Instance) and any(tensor_of(argument) is not None for argument in proper.args)


def _is_list_of_tensors(formal: Type) -> bool:
    proper = get_proper_type(formal)
    if isinstance(proper, UnionType):
        return any(map(_is_list_of_tensors, proper.items))
    if not isinstance(proper, Instance) or proper.type.fullname != "builtins.list":
        return False
    item = get_proper_type(proper.args[0])
    return isinstance(item, Instance) and item.type.fullname == TORCH_TENSOR


def element(ctx: MethodContext) -> Type:
    """What a list or a dict of tensors that was filled one by one gives: a tensor of no size in particular."""
    return ctx.default_return_type.accept(OfAnyShape()) if is_open(ctx) else ctx.default_return_type


class OfAnyShape(Translator):
    """Tensors of any shape for those in a type."""

    def visit_instance(self, t: Instance) -> Type:
        return super().visit_instance(t) if tensor_of(t) is None else _of_any_shape(t)


def _of_any_shape(tensor: Type) -> Type:
    known = tensor_of(tensor)
    return tensor if known is None else known.copy_modified(args=[any_type(), *known.args[1:]])


def is_open(ctx: MethodSigContext | MethodContext) -> bool:
    """Whether the list or dict is a name that starts empty or gets more, which says nothing of what comes into it."""
    call, receiver = Call(ctx), holder_of(ctx.context)
    bound = None if receiver is None else only_binding(call.api, receiver)
    if receiver is None or bound is None or not isinstance(bound.value, (DictExpr, ListExpr)):
        return False
    if isinstance(receiver, NameExpr) and isinstance(receiver.node, Var) and not receiver.node.is_inferred:
        return False
    return not bound.value.items or is_grown(call.api, receiver)
