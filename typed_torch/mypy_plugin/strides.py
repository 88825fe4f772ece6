"""Views of what is transposed: ``(a @ b).transpose(1, 2).view(n, t, -1)`` asks for elements that are not side by side.

Only of what is surely side by side before it is transposed, the result of a product, is this known.
"""

from __future__ import annotations

from collections.abc import Sequence

from mypy.checker import TypeChecker
from mypy.nodes import CallExpr, Context, Expression, MemberExpr, NameExpr, OpExpr, TupleExpr
from mypy.types import Instance, get_proper_type

from typed_torch.mypy_plugin.arithmetic import constant_in
from typed_torch.mypy_plugin.bindings import last_binding
from typed_torch.mypy_plugin.fullnames import torch_path
from typed_torch.mypy_plugin.syntax import is_in_another_branch
from typed_torch.mypy_plugin.values import spec_in
from typed_torch.shape import UNKNOWN, Shape, Spec
from typed_torch.shape.dims import fixed_rank, show_shape
from typed_torch.shape.rule import Refusal, error_of, refuse

__all__ = ["check_view"]

_DEEPEST = 10
_SWAPPING = frozenset({"swapaxes", "swapdims", "transpose"})
_KEEPING = frozenset({"contiguous", "flatten", "reshape", "unflatten", "unsqueeze", "view"})
_PRODUCTS = frozenset({"bmm", "matmul", "mm"})
_LINEAR = "torch.nn.modules.linear.Linear"


def check_view(api: TypeChecker, call: Context, result: object) -> None:
    """Refuse a ``view`` that would have to copy.

    Raises:
        ShapeError: it has fewer dimensions than there are runs of elements that are side by side.
    """
    callee = call.callee if isinstance(call, CallExpr) else None
    if not isinstance(callee, MemberExpr) or callee.name != "view" or not isinstance(result, Spec):
        return
    order, spec = _order(api, callee.expr), spec_in(api, callee.expr)
    if order is None or spec is None or fixed_rank(result.shape) is None:
        return
    asked = sum(size != 1 for size in result.shape)
    if asked >= _runs(spec.shape, order):
        return
    try:
        refuse(
            f"input must have its elements side by side, or {show_shape(result.shape)} takes a copy: it is transposed",
            argument="input",
            way_out="use .reshape(...), or .contiguous() before",
        )
    except Refusal as refusal:
        raise error_of(refusal, "view", {"input": spec}) from None


def _runs(shape: Shape, order: Sequence[int]) -> int:
    """How many dimensions cannot be merged with the one before; one that may be of size 1 can."""
    known = [(size, place) for size, place in zip(shape, order, strict=True) if size not in (1, UNKNOWN)]
    return sum(i == 0 or place != known[i - 1][1] + 1 for i, (_, place) in enumerate(known))


def _order(api: TypeChecker, expression: Expression, depth: int = 0) -> tuple[int, ...] | None:
    """Where in memory the dimensions of ``expression`` come, if it is known to be a product, transposed or not."""
    spec = spec_in(api, expression)
    rank = None if spec is None else fixed_rank(spec.shape)
    if rank is None or depth > _DEEPEST:
        return None
    if isinstance(expression, NameExpr):
        bound = last_binding(api, expression)
        if bound is None or bound.value is None or bound.index is not None:
            return None
        is_sure = not is_in_another_branch(api.path, bound.value.line, expression.line)
        return _order(api, bound.value, depth + 1) if is_sure else None
    if isinstance(expression, MemberExpr) and expression.name in {"mT", "T"} and rank >= 2:
        before = _order(api, expression.expr, depth + 1) if expression.name == "mT" or rank == 2 else None
        return None if before is None else (*before[:-2], before[-1], before[-2])
    if isinstance(expression, CallExpr) and isinstance(expression.callee, MemberExpr):
        found = _of_method(api, expression, expression.callee, rank, depth)
        if found is not None:
            return found
    return tuple(range(rank)) if _is_product(api, expression) else None


def _of_method(api: TypeChecker, call: CallExpr, method: MemberExpr, rank: int, depth: int) -> tuple[int, ...] | None:
    name, arguments = method.name, call.args
    if name not in _SWAPPING | _KEEPING | {"permute"}:
        return None
    before = _order(api, method.expr, depth + 1)
    if before is None:
        return None
    if name in _KEEPING:
        return tuple(range(rank)) if before == tuple(range(len(before))) or name == "contiguous" else None
    if name == "permute" and len(arguments) == 1 and isinstance(arguments[0], TupleExpr):
        arguments = arguments[0].items
    places = [constant_in(api, each) for each in arguments]
    numbers = [place % rank for place in places if isinstance(place, int) and -rank <= place < rank]
    if len(numbers) != len(places) or len(numbers) != (rank if name == "permute" else 2):
        return None
    if name == "permute":
        return tuple(before[place] for place in numbers)
    swapped = [*before]
    swapped[numbers[0]], swapped[numbers[1]] = before[numbers[1]], before[numbers[0]]
    return tuple(swapped)


def _is_product(api: TypeChecker, expression: Expression) -> bool:
    """Whether ``expression`` makes a matrix product of its own, of operands of one rank, or calls a linear layer."""
    if isinstance(expression, OpExpr):
        return expression.op == "@" and _are_alike(api, expression.left, expression.right)
    if not isinstance(expression, CallExpr):
        return False
    module = get_proper_type(api.lookup_type_or_none(expression.callee))
    if isinstance(module, Instance):
        return module.type.fullname == _LINEAR
    callee = expression.callee
    if not isinstance(callee, MemberExpr):
        return False
    operands = expression.args if torch_path(callee.fullname) in _PRODUCTS else [callee.expr, *expression.args]
    is_product = callee.name in _PRODUCTS and len(operands) == 2
    return is_product and _are_alike(api, *operands)


def _are_alike(api: TypeChecker, left: Expression, right: Expression) -> bool:
    specs = spec_in(api, left), spec_in(api, right)
    ranks = [None if spec is None else fixed_rank(spec.shape) for spec in specs]
    return ranks[0] is not None and ranks[0] == ranks[1]
