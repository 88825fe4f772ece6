"""Reductions: sums, means, extremes and the like over dimensions, and what keeps them, such as softmax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from typed_torch.shape import require
from typed_torch.shape.axes import axes_of, axis_of, rank_of, reduced, without
from typed_torch.shape.dims import UNKNOWN, Dim, Shape, Unknown
from typed_torch.shape.elementwise import floating, real
from typed_torch.shape.promotion import category
from typed_torch.shape.rule import RULES, named, refuse, rule
from typed_torch.shape.spec import Operand, Sizes, Spec


def as_asked(input: Spec, dtype: str | Unknown | None = None, **_: object) -> str | None:
    """``dtype`` if it is given, else the dtype of ``input``."""
    return dtype if isinstance(dtype, str) else None if dtype is UNKNOWN else input.dtype


def summed(input: Spec, dtype: str | Unknown | None = None, **_: object) -> str | None:
    """``dtype`` if it is given, else the dtype of ``input``, int64 for integers."""
    found = as_asked(input, dtype)
    return "int64" if dtype is None and found is not None and category(found) in ("int", "bool") else found


def int64(**_: object) -> str:
    """``"int64"``."""
    return "int64"


def truth(input: Spec, **_: object) -> str | None:
    """``"bool"``, ``"uint8"`` for that."""
    return None if input.dtype is None else "uint8" if input.dtype == "uint8" else "bool"


@rule(*named("sum nansum", "{}", "Tensor.{}"), dtype=summed)
def sum(
    input: Spec, dim: Dim | Sizes | None = None, keepdim: bool | Unknown = False, dtype: str | Unknown | None = None
) -> Shape:
    """Add up elements over ``dim``, or all of them; integers give int64.

    >>> str(sum(Spec((2, 3, 4), "int32"), (0, -1)))
    'int64 (3,)'
    """
    return reduced(input, dim, keepdim)


@rule(*named("prod", "{}", "Tensor.{}"), dtype=summed)
def prod(
    input: Spec, dim: Dim | None = None, keepdim: bool | Unknown = False, dtype: str | Unknown | None = None
) -> Shape:
    """Multiply elements over ``dim``, or all of them; integers give int64.

    >>> str(prod(Spec((2, 3), "float32"), 1))
    'float32 (2,)'
    """
    return reduced(input, dim, keepdim)


@rule(*named("mean nanmean", "{}", "Tensor.{}"), dtype=as_asked)
def mean(
    input: Spec, dim: Dim | Sizes | None = None, keepdim: bool | Unknown = False, dtype: str | Unknown | None = None
) -> Shape:
    """The mean of elements over ``dim``, or of all; ``input`` is of floating point or complex, or ``dtype`` is.

    >>> mean(Spec((2, 3, 4), "float32"), dim=1, keepdim=True).shape
    (2, 1, 4)
    """
    require.inexact(input=replace(input, dtype=as_asked(input, dtype)))
    return reduced(input, dim, keepdim)


@rule(*named("amax amin", "{}", "Tensor.{}"), dtype="input")
def extreme(input: Spec, dim: Dim | Sizes | None = None, keepdim: bool | Unknown = False) -> Shape:
    """The greatest or least element over ``dim``, or of all.

    >>> extreme(Spec((2, 3)), -1).shape
    (2,)
    """
    axes = axes_of(input, dim)
    not_empty(input, axes)
    return without(input, axes, keepdim)


def not_empty(input: Spec, axes: Sequence[int]) -> None:
    """None of ``axes`` has size 0, which would leave nothing to choose from."""
    for axis in axes:
        if rank_of(input) and input.shape[axis] == 0:
            refuse(f"dimension {axis} of input is empty and has no greatest or least element", argument="input")


@rule(*named("all any", "{}", "Tensor.{}"), dtype=truth)
def quantifier(input: Spec, dim: Dim | Sizes | None = None, keepdim: bool | Unknown = False) -> Shape:
    """Whether all elements over ``dim`` are true, or any is.

    >>> str(quantifier(Spec((2, 3), "float32"), 0))
    'bool (3,)'
    """
    return reduced(input, dim, keepdim)


@rule(*named("argmax argmin", "{}", "Tensor.{}"), dtype=int64)
def place_of_extreme(input: Spec, dim: Dim | None = None, keepdim: bool | Unknown = False) -> Shape:
    """Where along ``dim``, or in the flattened input, the greatest or least element is; int64.

    >>> str(place_of_extreme(Spec((2, 3), "float32"), 1))
    'int64 (2,)'
    """
    return reduced(input, dim, keepdim)


@rule(*named("count_nonzero", "{}", "Tensor.{}"), dtype=int64)
def count_nonzero(input: Spec, dim: Dim | Sizes | None = None) -> Shape:
    """How many elements over ``dim``, or of all, are not 0; int64.

    >>> str(count_nonzero(Spec((2, 3), "float32"), 1))
    'int64 (2,)'
    """
    return without(input, axes_of(input, dim), False)


@rule(*named("var std", "{}", "Tensor.{}"), dtype=real)
def spread(
    input: Spec,
    dim: Dim | Sizes | None = None,
    unbiased: bool | Unknown = True,
    keepdim: bool | Unknown = False,
    correction: float | Unknown | None = None,
) -> Shape:
    """Variance or standard deviation over ``dim``, or of all elements.

    >>> spread(Spec((2, 3), "float32"), dim=1).shape
    (2,)
    """
    if isinstance(dim, bool):
        return ()
    return reduced(input, dim, keepdim)


@rule("logsumexp", "Tensor.logsumexp", "special.logsumexp", dtype=floating)
def logsumexp(input: Spec, dim: Dim | Sizes, keepdim: bool | Unknown = False) -> Shape:
    """The logarithm of the sum of exponentials over ``dim``.

    >>> logsumexp(Spec((2, 3), "float32"), 1).shape
    (2,)
    """
    return reduced(input, dim, keepdim)


@rule(
    *named("softmax log_softmax", "{}", "Tensor.{}", "nn.functional.{}", "special.{}"), "nn.functional.softmin",
    *named("Softmax LogSoftmax Softmin", "nn.{}.forward"),
    dtype=as_asked,
)  # fmt: skip
def softmax(input: Spec, dim: Dim | None = None, dtype: str | Unknown | None = None) -> Shape:
    """Make the elements along ``dim`` a distribution: non-negative, of sum 1.

    >>> softmax(Spec((2, 3), "float32"), dim=-1).shape
    (2, 3)
    """
    if dim is not None:
        axis_of(rank_of(input), dim)
    return input.shape


@rule("nn.functional.gumbel_softmax", dtype="input")
def gumbel_softmax(
    input: Spec,
    tau: float | Unknown = 1,
    hard: bool | Unknown = False,
    eps: float | Unknown = 1e-10,
    dim: Dim = -1,
) -> Shape:
    """Draw from the distributions along ``dim``.

    >>> gumbel_softmax(Spec((2, 3))).shape
    (2, 3)
    """
    axis_of(rank_of(input), dim)
    return input.shape


@rule(*named("cumsum cumprod", "{}", "Tensor.{}", "Tensor.{}_"), dtype=summed)
def cumulative(input: Spec, dim: Dim, dtype: str | Unknown | None = None) -> Shape:
    """Sums or products of the elements up to each one along ``dim``; integers give int64.

    >>> str(cumulative(Spec((2, 3), "int32"), 1))
    'int64 (2, 3)'
    """
    axis_of(rank_of(input), dim)
    return input.shape


@rule(*named("max min median nanmedian", "{}", "Tensor.{}"))
def selected(
    input: Spec, dim: Operand | Unknown | None = None, keepdim: bool | Unknown = False
) -> Spec | tuple[Spec, Spec]:
    """The one element of all; over ``dim``, values and their places, int64; with another tensor, element by element.

    >>> str(selected(Spec((2, 3), "float32", "cpu")))
    'float32 cpu ()'
    """
    if isinstance(dim, Spec):
        return RULES["maximum"].within(input=input, other=dim)  # type: ignore[no-any-return]
    if dim is None:
        return input.with_shape(())
    values = input.with_shape(without(input, (axis_of(rank_of(input), dim),), keepdim))
    return values, replace(values, dtype="int64")


@rule(*named("cummax cummin", "{}", "Tensor.{}"))
def cumulative_extreme(input: Spec, dim: Dim) -> tuple[Spec, Spec]:
    """The greatest or least element up to each one along ``dim``, and where it is, int64.

    >>> [str(each) for each in cumulative_extreme(Spec((2, 3), "float32"), 1)]
    ['float32 (2, 3)', 'int64 (2, 3)']
    """
    axis_of(rank_of(input), dim)
    return input, replace(input, dtype="int64")


@rule("sort", "Tensor.sort")
def sort(
    input: Spec, dim: Dim = -1, descending: bool | Unknown = False, stable: bool | Unknown | None = None
) -> tuple[Spec, Spec]:
    """The elements along ``dim`` in order, and where they were, int64.

    >>> [str(each) for each in sort(Spec((2, 3), "float32"))]
    ['float32 (2, 3)', 'int64 (2, 3)']
    """
    axis_of(rank_of(input), dim)
    return input, replace(input, dtype="int64")


@rule("argsort", "Tensor.argsort", dtype=int64)
def argsort(
    input: Spec, dim: Dim = -1, descending: bool | Unknown = False, stable: bool | Unknown | None = None
) -> Shape:
    """Where the elements along ``dim`` are in order; int64.

    >>> str(argsort(Spec((2, 3), "float32")))
    'int64 (2, 3)'
    """
    axis_of(rank_of(input), dim)
    return input.shape


@rule("topk", "Tensor.topk")
def topk(
    input: Spec,
    k: Dim,
    dim: Dim = -1,
    largest: bool | Unknown = True,
    sorted: bool | Unknown = True,
) -> tuple[Spec, Spec]:
    """The ``k`` greatest or least elements along ``dim``, and where they are, int64.

    >>> [str(each) for each in topk(Spec((2, 8), "float32"), 3)]
    ['float32 (2, 3)', 'int64 (2, 3)']
    """
    rank = rank_of(input)
    axis = axis_of(rank, dim)
    size: Any = input.shape[axis] if rank else 1
    if isinstance(k, int) and isinstance(size, int) and not 0 <= k <= size:
        refuse(f"k must be between 0 and {size}, the size of dimension {axis}, got {k}", argument="k")
    values = input.with_shape((*input.shape[:axis], k, *input.shape[axis + 1 :]) if rank else ())
    return values, replace(values, dtype="int64")
