"""Statistics: spread and mean at once, covariances, histograms, the different elements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from typed_torch.errors import DTypeError
from typed_torch.shape import require
from typed_torch.shape.axes import axes_of, axis_of_one, known, rank_of, without
from typed_torch.shape.dims import UNKNOWN, Dim, Shape, Unknown, differ, is_known, show_shape
from typed_torch.shape.elementwise import floating, real
from typed_torch.shape.promotion import category, promoted
from typed_torch.shape.reductions import not_empty
from typed_torch.shape.rule import Undetermined, named, refuse, rule
from typed_torch.shape.spec import Number, Sizes, Spec

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


def weighted(input: Spec, aweights: Spec | None = None, **_: object) -> str | None:
    """The dtype of ``input``, the default dtype for integers, promoted with that of the weights."""
    return floating(input) if aweights is None else promoted(floating(input), aweights.dtype)


@rule(*named("cov", "{}", "Tensor.{}"), dtype=weighted)
def cov(input: Spec, correction: Dim = 1, fweights: Spec | None = None, aweights: Spec | None = None) -> Shape:
    """The covariance of variables, the rows of ``(n, m)``: ``(n, n)``, or a number for one variable.

    >>> cov(Spec((3, 8))).shape
    (3, 3)
    """
    _weights(input, "an integer", ("int", "bool"), fweights=fweights)
    _weights(input, "floating point", ("float",), aweights=aweights)
    return _of_variables(input)


@rule(*named("corrcoef", "{}", "Tensor.{}"), dtype=floating)
def corrcoef(input: Spec) -> Shape:
    """The correlation of variables, the rows of ``(n, m)``: ``(n, n)``, or a number for one variable.

    >>> corrcoef(Spec((3, 8))).shape
    (3, 3)
    """
    return _of_variables(input)


def _weights(input: Spec, expected: str, categories: Sequence[str], **weights: Spec | None) -> None:
    """There is a weight for each observation, a column of ``input``."""
    ((name, spec),) = weights.items()
    if spec is None:
        return
    observations = input.shape[-1] if rank_of(input) else 1
    if rank_of(spec) > 1 or (spec.shape and differ(spec.shape[0], observations)):
        refuse(f"{name} must have shape {show_shape((observations,))}, got {show_shape(spec.shape)}", argument=name)
    if spec.dtype is not None and category(spec.dtype) not in categories:
        refuse(f"{name} must be {expected}, got {spec.dtype}", argument=name, kind=DTypeError)


def _of_variables(input: Spec) -> Shape:
    if rank_of(input) > 2:
        refuse(f"input must have at most 2 dimensions (n, m), got {show_shape(input.shape)}", argument="input")
    if rank_of(input) < 2:
        return ()
    count = input.shape[0]
    if not is_known(count):
        raise Undetermined  # torch squeezes the matrix of one variable
    return () if count == 1 else (count, count)


@rule(*named("histc", "{}", "Tensor.{}"), dtype="input")
def histc(input: Spec, bins: Dim = 100, min: Number | Unknown = 0, max: Number | Unknown = 0) -> Shape:
    """How many elements fall into each of ``bins`` bins.

    >>> str(histc(Spec((2, 3), "float32"), 10))
    'float32 (10,)'
    """
    require.positive(bins=bins)
    return (bins,)


def of_weights(weights: Spec | None = None, **_: object) -> str | None:
    """int64, or float64 for weights that are not float32."""
    if weights is None:
        return "int64"
    return None if weights.dtype is None else weights.dtype if weights.dtype == "float32" else "float64"


@rule(*named("bincount", "{}", "Tensor.{}"), dtype=of_weights)
def bincount(input: Spec, weights: Spec | None = None, minlength: Dim = 0) -> Shape:
    """How often each number of 0 and more occurs in a vector of integers, up to the greatest.

    >>> str(bincount(Spec((8,), "int64")))
    'int64 (?,)'
    """
    if rank_of(input) != 1:
        refuse(f"input must have 1 dimension (n,), got {show_shape(input.shape)}", argument="input")
    if weights is not None:
        require.size(input.dim(0), 0, "the size of input", weights=weights)
    return (UNKNOWN,)


@rule("unique", "Tensor.unique")
def unique(
    input: Spec,
    sorted: bool | Unknown = True,
    return_inverse: bool | Unknown = False,
    return_counts: bool | Unknown = False,
    dim: Dim | None = None,
) -> Spec | tuple[Spec, ...]:
    """The different elements, or slices along ``dim``; on request the place of each of ``input``, and how many each is.

    >>> [str(each) for each in unique(Spec((2, 3), "float32"), return_inverse=True)]
    ['float32 (?,)', 'int64 (2, 3)']
    """
    return _different(input, return_inverse, return_counts, dim)


@rule("unique_consecutive", "Tensor.unique_consecutive")
def unique_consecutive(
    input: Spec,
    return_inverse: bool | Unknown = False,
    return_counts: bool | Unknown = False,
    dim: Dim | None = None,
) -> Spec | tuple[Spec, ...]:
    """The elements that differ from the one before; on request the place of each of ``input``, and how many each is.

    >>> str(unique_consecutive(Spec((2, 3), "float32")))
    'float32 (?,)'
    """
    return _different(input, return_inverse, return_counts, dim)


def _different(input: Spec, return_inverse: Any, return_counts: Any, dim: Any) -> Spec | tuple[Spec, ...]:
    known(return_inverse, return_counts)
    rank_of(input)
    if dim is None:
        found, inverse = input.with_shape((UNKNOWN,)), input.shape
    else:
        axis = axis_of_one(input, dim)
        found = input.with_shape((*input.shape[:axis], UNKNOWN, *input.shape[axis + 1 :]))
        inverse = (input.shape[axis],)
    extra = [inverse] * bool(return_inverse) + [(UNKNOWN,)] * bool(return_counts)
    return (found, *(Spec(shape, "int64", input.device) for shape in extra)) if extra else found


def of_area(y: Spec, x: Spec | None = None, **_: object) -> str | None:
    """The dtype of ``y``, promoted with that of ``x``; the default dtype for integers."""
    return floating(y) if x is None else None


@rule(*named("trapezoid trapz", "{}"), dtype=of_area)
def trapezoid(y: Spec, x: Spec | None = None, dx: float | Unknown = 1.0, dim: Dim = -1) -> Shape:
    """The area under ``y`` along ``dim``, at places ``x`` or ``dx`` apart.

    >>> trapezoid(Spec((2, 8))).shape
    (2,)
    """
    axis = axis_of_one(y, dim)
    if x is not None:
        raise Undetermined
    return (*y.shape[:axis], *y.shape[axis + 1 :])
