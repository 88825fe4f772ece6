"""What a name was bound to last: of a tensor with an unknown size mypy says that it may be any that it was before.

``x = F.pad(x, (0, n))`` gives ``x`` a type with ``Any`` in it, which goes with all types that ``x`` ever had; those
are what mypy narrows from, and so it reads a union of them all. Its binder knows the one that was assigned.
"""

from __future__ import annotations

from mypy.checker import TypeChecker
from mypy.nodes import CallExpr, Context, Expression, IndexExpr, MemberExpr, NameExpr, OpExpr
from mypy.types import Type, UnionType, get_proper_type

from typed_torch.mypy_plugin.convert import tensor_of

__all__ = ["as_bound", "receiver_as_bound", "receiver_of"]


def as_bound(api: TypeChecker, expression: Context, type_: Type) -> Type:
    """The type that ``expression`` has, of which mypy says ``type_``: that of the tensor it was bound to last."""
    if not isinstance(expression, NameExpr) or not isinstance(get_proper_type(type_), UnionType):
        return type_
    found = api.binder.get(expression)
    return type_ if found is None or tensor_of(found) is None else found


def receiver_as_bound(api: TypeChecker, at: Context, type_: Type) -> Type:
    """The same of the tensor whose method is called in ``at``: mypy asks of one type after the other."""
    receiver = receiver_of(at)
    whole = None if receiver is None else api.lookup_type_or_none(receiver)
    if receiver is None or whole is None:
        return type_
    found = as_bound(api, receiver, whole)
    return type_ if isinstance(get_proper_type(found), UnionType) else found


def receiver_of(at: Context) -> Expression | None:
    """What a method or an operator is called on."""
    if isinstance(at, CallExpr):
        at = at.callee
    if isinstance(at, MemberExpr):
        return at.expr
    if isinstance(at, IndexExpr):
        return at.base
    return at.left if isinstance(at, OpExpr) else None
