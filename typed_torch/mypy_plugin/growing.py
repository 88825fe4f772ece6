"""Lists and dicts of tensors that code puts others in: from there on they hold what all of these share.

mypy gives a name the type of the first list that it is bound to, ``out = [x]``, and holds all that comes in to that.
"""

from __future__ import annotations

from collections.abc import Iterator

from mypy.binder import CurrentType
from mypy.checker import TypeChecker
from mypy.literals import literal_hash
from mypy.nodes import (
    CallExpr,
    Context,
    Expression,
    IndexExpr,
    MemberExpr,
    NameExpr,
    OperatorAssignmentStmt,
    SliceExpr,
    Var,
)
from mypy.plugin import MethodSigContext
from mypy.types import CallableType, Instance, TupleType, Type, get_proper_type

from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import is_tensor, shared, tensor_of
from typed_torch.mypy_plugin.fullnames import TORCH_TENSOR

__all__ = ["PUTTING", "holder_of", "taking_any_tensor"]

_OF_SEVERAL = frozenset({"extend", "__iadd__"})
PUTTING = frozenset(
    {f"builtins.list.{name}" for name in ("append", "insert", "__setitem__", *_OF_SEVERAL)}
    | {"builtins.dict.__setitem__"}
)


def taking_any_tensor(ctx: MethodSigContext) -> CallableType:
    """The signature of ``list.append`` and its like where tensors of other sizes come into a list or a dict."""
    signature, holder = ctx.default_signature, get_proper_type(ctx.type)
    if not isinstance(holder, Instance) or not holder.args or tensor_of(holder.args[-1]) is None:
        return signature
    call, receiver = Call(ctx), holder_of(ctx.context)
    variable = None if receiver is None else _variable(call.api, receiver)
    if variable is None or not variable.is_inferred or len(ctx.args[-1]) != 1:
        return signature
    passed = call.passed(ctx.args[-1][0]).type
    added = [*_added(ctx, passed)]
    if not added or not all(map(is_tensor, added)):
        return signature
    _grow(call, variable, holder, added)
    return signature.copy_modified(arg_types=[*signature.arg_types[:-1], passed])


def holder_of(written: Context) -> Expression | None:
    """The list or dict that a method is called on, also by an operator or an index."""
    if isinstance(written, CallExpr):
        return written.callee.expr if isinstance(written.callee, MemberExpr) else None
    if isinstance(written, OperatorAssignmentStmt):
        return written.lvalue
    base = getattr(written, "base", written)
    return base if isinstance(base, Expression) else None


def _added(ctx: MethodSigContext, passed: Type) -> Iterator[Type]:
    """The types of what is put in, which ``passed`` is, or holds."""
    written, proper = ctx.context, get_proper_type(passed)
    method = written.callee.name if isinstance(written, CallExpr) and isinstance(written.callee, MemberExpr) else ""
    of_slice = isinstance(written, IndexExpr) and isinstance(written.index, SliceExpr)
    if not (method in _OF_SEVERAL or isinstance(written, OperatorAssignmentStmt) or of_slice):
        yield proper
    elif isinstance(proper, TupleType):
        yield from map(get_proper_type, proper.items)
    elif isinstance(proper, Instance) and proper.args:
        yield get_proper_type(proper.args[0])


def _variable(api: TypeChecker, expression: Expression) -> Var | None:
    """The variable that a name or an attribute of ``self`` is."""
    if isinstance(expression, NameExpr):
        return expression.node if isinstance(expression.node, Var) else None
    owner = expression.expr if isinstance(expression, MemberExpr) else None
    info = api.scope.current_class()
    is_self = isinstance(owner, NameExpr) and isinstance(owner.node, Var) and owner.node.is_self
    symbol = info.names.get(expression.name) if is_self and info and isinstance(expression, MemberExpr) else None
    return symbol.node if symbol is not None and isinstance(symbol.node, Var) else None


def _grow(call: Call, variable: Var, holder: Instance, added: list[Type]) -> None:
    """Let ``variable`` hold, from here on, what its tensors share with those that are added."""
    known, receiver = tensor_of(holder.args[-1]), holder_of(call.context)
    typed = [tensor for tensor in map(tensor_of, added) if tensor is not None]
    assert known is not None
    assert receiver is not None
    held: Instance = call.named(TORCH_TENSOR) if len(typed) < len(added) else shared([known, *typed])
    if held == known:
        return
    grown, binder = holder.copy_modified(args=[*holder.args[:-1], held]), call.api.binder
    variable.type = grown
    for frame in binder.frames:
        if (key := literal_hash(receiver)) in frame.types:
            frame.types[key] = CurrentType(grown, from_assignment=True)
    binder.put(receiver, grown)
