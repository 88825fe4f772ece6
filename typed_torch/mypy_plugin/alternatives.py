"""Modules of which code chooses one, ``self.m = Mean() if flat else Max()``: a call is meant for one that takes it."""

from __future__ import annotations

from collections.abc import Sequence

from mypy.nodes import ArgKind, CallExpr, Expression
from mypy.plugin import MethodContext, MethodSigContext
from mypy.types import CallableType, Instance, UnionType, get_proper_type

from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.report import trial

__all__ = ["another_takes", "is_one_of_several", "takes_so_many"]


# One for each module that is tried in the place of another.
_TRIED: list[Instance] = []


def is_one_of_several(ctx: MethodContext | MethodSigContext) -> bool:
    """Whether the module that is called is one of those that may be."""
    return not _TRIED and bool(_others(ctx))


def another_takes(ctx: MethodContext | MethodSigContext, arguments: Sequence[Expression]) -> bool:
    """Whether the module that is called may be another too, chosen by code, which takes ``arguments``."""
    return any(_takes(Call(ctx), other, list(arguments)) for other in _others(ctx))


def takes_so_many(ctx: MethodSigContext, forward: CallableType) -> bool:
    """Whether ``forward`` has parameters for all that is passed, and is passed all that it needs."""
    written = ctx.context
    if not isinstance(written, CallExpr) or any(kind.is_star() for kind in written.arg_kinds):
        return True
    named, count = {name for name in written.arg_names if name}, written.arg_names.count(None)
    required = [name for name, kind in zip(forward.arg_names, forward.arg_kinds, strict=True) if kind.is_required()]
    most = sum(kind.is_positional() for kind in forward.arg_kinds)
    return named.issuperset(required[count:]) and (count <= most or forward.is_var_arg)


def _others(ctx: MethodContext | MethodSigContext) -> list[Instance]:
    call = Call(ctx)
    written = call.context.callee if isinstance(call.context, CallExpr) else None
    called = None if written is None else get_proper_type(call.api.lookup_type_or_none(written))
    items = map(get_proper_type, called.items) if isinstance(called, UnionType) else ()
    return [item for item in items if isinstance(item, Instance) and item != ctx.type]


def _takes(call: Call, module: Instance, arguments: list[Expression]) -> bool:
    _TRIED.append(module)
    try:
        with trial() as refused, call.api.msg.filter_errors() as errors:
            kinds = [ArgKind.ARG_POS] * len(arguments)
            call.api.expr_checker.check_method_call_by_name("__call__", module, arguments, kinds, call.context)
    finally:
        _TRIED.pop()
    return not refused and not errors.has_new_errors()
