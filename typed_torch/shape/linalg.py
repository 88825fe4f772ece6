"""Products of matrices: ``matmul``."""

from __future__ import annotations

from typed_torch.shape import require
from typed_torch.shape.broadcasting import broadcast
from typed_torch.shape.dims import UNKNOWN_SHAPE, Shape, differ, fixed_rank, show_dim
from typed_torch.shape.rule import refuse, rule
from typed_torch.shape.spec import Spec


@rule("matmul", validates=True)
@rule("Tensor.matmul", "Tensor.__matmul__", "linalg.matmul")
def matmul(input: Spec, other: Spec) -> Spec:
    """Multiply ``(*, n, k)`` by ``(*, k, m)`` into ``(*, n, m)``, the leading dimensions broadcast.

    A 1-dimensional ``input`` is a row, a 1-dimensional ``other`` a column, and the added dimension goes
    away again. Both have one dtype and one device.

    >>> matmul(Spec((10, 3, 4)), Spec((4, 5))).shape
    (10, 3, 5)
    """
    require.rank_at_least(1, "(*, n, k)", input=input)
    require.rank_at_least(1, "(*, k, m)", other=other)
    inner = other.dim(0 if fixed_rank(other.shape) == 1 else -2)
    if differ(input.dim(-1), inner):
        refuse(
            f"inner dimensions do not match: input has {show_dim(input.dim(-1))} columns, "
            f"other has {show_dim(inner)} rows",
            argument="other",
        )
    require.same_dtype(input=input, other=other)
    require.same_device(input=input, other=other)
    return input.with_shape(_product_shape(input, other))


@rule("Tensor.__rmatmul__")
def reflected_matmul(input: Spec, other: Spec) -> Spec:
    """``other @ input``.

    >>> reflected_matmul(Spec((4, 5)), Spec((3, 4))).shape
    (3, 5)
    """
    product: Spec = matmul.function(other, input)
    return product


def _product_shape(input: Spec, other: Spec) -> Shape:
    if fixed_rank(input.shape) is None or fixed_rank(other.shape) is None:
        return UNKNOWN_SHAPE
    rows: Shape = input.shape[-2:-1]
    columns: Shape = other.shape[-1:] if len(other.shape) > 1 else ()
    return broadcast(input.shape, other.shape, argument="other", but=2) + rows + columns
