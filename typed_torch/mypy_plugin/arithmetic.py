"""Arithmetic of constants: what ``2 * WIDTH`` is, which is a plain ``int`` to mypy.

Outside of a size it stays one: ``x = 3 * 4`` may become 13.
"""

from __future__ import annotations

from mypy.checker import TypeChecker
from mypy.constant_fold import constant_fold_binary_op, constant_fold_expr, constant_fold_unary_op
from mypy.nodes import Expression, OpExpr, UnaryExpr
from mypy.plugin import MethodContext
from mypy.types import Instance, LiteralType, Type, get_proper_type

from typed_torch.mypy_plugin.convert import int_of, is_size

__all__ = ["OPERATORS", "constant_in", "in_super_call"]

OPERATORS = frozenset(
    f"builtins.int.__{name}__" for name in ("add", "sub", "mul", "floordiv", "mod", "pow", "neg", "pos")
)


def constant_in(api: TypeChecker, expression: Expression) -> int | float | complex | str | None:
    """The value of a constant expression of literals and of names whose types are literals, else ``None``."""
    folded = constant_fold_expr(expression, api.tree.fullname)
    if folded is not None:
        return folded
    if isinstance(expression, UnaryExpr):
        operand = constant_in(api, expression.expr)
        return None if operand is None else constant_fold_unary_op(expression.op, operand)
    if isinstance(expression, OpExpr):
        left, right = constant_in(api, expression.left), constant_in(api, expression.right)
        return None if left is None or right is None else constant_fold_binary_op(expression.op, left, right)
    known = api.lookup_type_or_none(expression)  # checked again, names in it might have another type by now
    if known is None:  # nor is anything wrong with it yet: it may stand behind a test that comes first
        with api.msg.filter_errors():
            known = api.get_expression_type(expression)
    return int_of(known)


def in_super_call(ctx: MethodContext) -> Type:
    """The type of an operation on ints: its value where a size that a base class fixes is asked for.

    That is ``super().__init__(32 * 2)`` in a subclass of ``Block[Literal[64]]``: mypy calls no hook for ``super``.
    """
    api, expression, result = ctx.api, ctx.context, get_proper_type(ctx.default_return_type)
    assert isinstance(api, TypeChecker)
    expected = api.type_context[-1]
    size = None if expected is None else int_of(expected)
    if size is None or not isinstance(expression, Expression) or not isinstance(result, Instance):
        return result
    if not _is_fixed_by_a_base(api, size):
        return result
    value = constant_in(api, expression)
    return LiteralType(value, result) if isinstance(value, int) else result


def _is_fixed_by_a_base(api: TypeChecker, size: int) -> bool:
    """Whether a base of the class whose method is being checked is of ``size``."""
    checked = None if api.scope.current_function() is None else api.scope.enclosing_class()
    return checked is not None and any(
        is_size(variable) and int_of(argument) == size
        for info in checked.mro
        for base in info.bases
        for variable, argument in zip(base.type.defn.type_vars, base.args, strict=False)
    )
