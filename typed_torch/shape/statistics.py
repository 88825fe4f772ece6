"""Reductions with two results at once."""

from __future__ import annotations

from dataclasses import replace

from typed_torch.shape.axes import axes_of, without
from typed_torch.shape.dims import Dim, Unknown
from typed_torch.shape.elementwise import real
from typed_torch.shape.reductions import not_empty
from typed_torch.shape.rule import named, rule
from typed_torch.shape.spec import Sizes, Spec

__all__: list[str] = []


@rule(*named("std_mean var_mean", "{}"))
def spread_and_mean(
    input: Spec,
    dim: Dim | Sizes | None = None,
    unbiased: bool | Unknown = True,
    keepdim: bool | Unknown = False,
    correction: float | Unknown | None = None,
) -> tuple[Spec, Spec]:
    """Standard deviation or variance, and mean, over ``dim`` or of all elements.

    >>> [str(each) for each in spread_and_mean(Spec((2, 3), "float32"), dim=1)]
    ['float32 (2,)', 'float32 (2,)']
    """
    axes = axes_of(input, None if isinstance(dim, bool) else dim)
    mean = input.with_shape(without(input, axes, keepdim))
    return replace(mean, dtype=real(input)), mean


@rule("aminmax", "Tensor.aminmax")
def extremes(input: Spec, *, dim: Dim | None = None, keepdim: bool | Unknown = False) -> tuple[Spec, Spec]:
    """The least and the greatest element over ``dim``, or of all.

    >>> [str(each) for each in extremes(Spec((2, 3), "float32"), dim=1)]
    ['float32 (2,)', 'float32 (2,)']
    """
    axes = axes_of(input, dim)
    not_empty(input, axes)
    found = input.with_shape(without(input, axes, keepdim))
    return found, found
