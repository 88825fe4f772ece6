"""Operations on three operands, element by element: limits, interpolation, products that are added."""

from __future__ import annotations

from typed_torch.shape import require
from typed_torch.shape.dims import Shape
from typed_torch.shape.elementwise import stretched
from typed_torch.shape.promotion import result_dtype
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.spec import Operand, Spec

__all__: list[str] = []

_ANYHOW = ("{}", "Tensor.{}", "Tensor.{}_")


def of_limits(input: Spec, min: Operand | None = None, max: Operand | None = None) -> str | None:
    """The promoted dtype of ``input`` and of the limits there are."""
    return result_dtype(input, *(limit for limit in (min, max) if limit is not None))


@rule(*named("clamp clip", *_ANYHOW), dtype=of_limits)
def clamp(input: Spec, min: Operand | None = None, max: Operand | None = None) -> Shape:
    """Bring every element between ``min`` and ``max``, numbers or tensors that broadcast.

    >>> str(clamp(Spec((2, 3), "float32"), min=0))
    'float32 (2, 3)'
    """
    if min is None and max is None:
        refuse("min or max must be given, got neither", argument="min")
    return stretched(input, *(limit for limit in (min, max) if limit is not None))


@rule(*named("clamp_min", *_ANYHOW), dtype=of_limits)
def clamp_min(input: Spec, min: Operand) -> Shape:
    """Bring every element to ``min`` at least.

    >>> clamp_min(Spec((2, 3), "float32"), 0).shape
    (2, 3)
    """
    return stretched(input, min)


@rule(*named("clamp_max", *_ANYHOW), dtype=of_limits)
def clamp_max(input: Spec, max: Operand) -> Shape:
    """Bring every element to ``max`` at most.

    >>> clamp_max(Spec((2, 3), "float32"), 1).shape
    (2, 3)
    """
    return stretched(input, max)


@rule(*named("lerp", *_ANYHOW), dtype="input")
def lerp(input: Spec, end: Spec, weight: Operand) -> Shape:
    """Go from ``input`` to ``end`` by ``weight``, a number or a tensor; all of one dtype.

    >>> lerp(Spec((2, 1), "float32"), Spec((3,), "float32"), 0.5).shape
    (2, 3)
    """
    require.same_dtype(input=input, end=end)
    if isinstance(weight, Spec) and weight.shape != ():
        require.same_dtype(input=input, weight=weight)
    return stretched(input, end, weight)


def of_three(input: Spec, tensor1: Operand, tensor2: Operand, **_: object) -> str | None:
    """The promoted dtype of all three."""
    return result_dtype(input, tensor1, tensor2)


@rule(*named("addcmul", *_ANYHOW), dtype=of_three)
def addcmul(input: Spec, tensor1: Spec, tensor2: Spec) -> Shape:
    """Add the product of ``tensor1`` and ``tensor2``, times a number.

    >>> addcmul(Spec((2, 1), "float32"), Spec((3,), "float32"), Spec((), "float32")).shape
    (2, 3)
    """
    return stretched(input, tensor1, tensor2)


@rule(*named("addcdiv", *_ANYHOW), dtype=of_three)
def addcdiv(input: Spec, tensor1: Spec, tensor2: Spec) -> Shape:
    """Add the quotient of ``tensor1`` and ``tensor2``, times a number; of integers alone there is none.

    >>> addcdiv(Spec((2, 1), "float32"), Spec((3,), "float32"), Spec((), "float32")).shape
    (2, 3)
    """
    return stretched(input, tensor1, tensor2)
