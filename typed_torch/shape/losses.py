"""Losses: one number, or with ``reduction="none"`` one for each element or sample; and distances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typed_torch.errors import ArgumentValueError, DTypeError
from typed_torch.shape import require
from typed_torch.shape.axes import known, rank_of
from typed_torch.shape.broadcasting import broadcast
from typed_torch.shape.dims import UNKNOWN_SHAPE, Dim, Shape, Unknown, differ, fixed_rank, show_shape
from typed_torch.shape.promotion import real_of, result_dtype
from typed_torch.shape.rule import Undetermined, doubt, named, refuse, rule
from typed_torch.shape.spec import FLOATING, Operand, Spec

__all__ = ["of_both", "reduced", "same_shape"]

REDUCTIONS = ("none", "mean", "sum")


def of_both(input: Spec, target: Spec, **_: object) -> str | None:
    """The promoted dtype of ``input`` and ``target``, of their parts if it is complex."""
    found = result_dtype(input, target)
    return None if found is None else real_of(found)


def of_target(input: Spec, target: Spec, **_: object) -> str | None:
    """The dtype of ``target``, which is that of ``input`` as a rule."""
    return target.dtype or input.dtype


def floating_of_both(input: Spec, target: Spec, **_: object) -> str | None:
    """The promoted dtype of both, if it is of floating point."""
    found = result_dtype(input, target)
    return found if found in FLOATING else None


def reduced(each: Shape, reduction: Any, *deprecated: Any, allowed: Sequence[str] = REDUCTIONS) -> Shape:
    """The shape of the losses ``each`` after ``reduction``; the arguments before it are deprecated and say nothing.

    >>> reduced((8, 10), "mean")
    ()
    """
    known(reduction)
    if any(each is not None for each in deprecated):
        raise Undetermined
    if reduction not in allowed:
        refuse(
            f"reduction must be {' or '.join(map(repr, allowed))}, got {reduction!r}",
            argument="reduction", kind=ArgumentValueError,
        )  # fmt: skip
    return each if reduction == "none" else ()


def _pairs(input: Spec, target: Spec, reduction: Any = "none") -> Shape:
    """The shape that both broadcast to; in doubt where each is stretched, and no element left to itself."""
    if fixed_rank(input.shape) is None or fixed_rank(target.shape) is None:
        return UNKNOWN_SHAPE
    both = broadcast(input.shape, target.shape, argument="target")
    if (
        reduction in ("mean", "sum")
        and len(input.shape) != len(target.shape)
        and all(any(map(differ, reversed(both), _padded(each, both))) for each in (input.shape, target.shape))
    ):
        doubt(
            f"target {show_shape(target.shape)} and input {show_shape(input.shape)} broadcast to {show_shape(both)}, "
            "so that each of one meets each of the other, which torch warns of",
            argument="target", way_out="give both one shape, as input.squeeze(-1) may",
        )  # fmt: skip
    return both


def _padded(shape: Shape, longer: Shape) -> Shape:
    """The sizes of ``shape`` from the last one on, 1 for those that it lacks."""
    return (*reversed(shape), *[1] * (len(longer) - len(shape)))


def same_shape(input: Spec, target: Spec, argument: str = "target") -> Shape:
    """The shape of ``input``, which is that of ``target`` too."""
    if fixed_rank(input.shape) is None or fixed_rank(target.shape) is None:
        return input.shape
    if len(input.shape) != len(target.shape) or any(map(differ, input.shape, target.shape)):
        refuse(
            f"{argument} must have the shape of input {show_shape(input.shape)}, got {show_shape(target.shape)}",
            argument=argument,
        )
    return input.shape


@rule("nn.functional.soft_margin_loss", "nn.SoftMarginLoss.forward", dtype="input")
@rule(
    *named("mse_loss l1_loss smooth_l1_loss", "nn.functional.{}"),
    *named("MSELoss L1Loss SmoothL1Loss", "nn.{}.forward"),
    dtype=of_both,
)  # fmt: skip
def loss(
    input: Spec,
    target: Spec,
    size_average: bool | Unknown | None = None,
    reduce: bool | Unknown | None = None,
    reduction: str | Unknown = "mean",
) -> Shape:
    """The loss of each element against ``target``, the two broadcast.

    >>> loss(Spec((8, 10)), Spec((8, 10)), reduction="none").shape
    (8, 10)
    """
    return reduced(_pairs(input, target, reduction), reduction, size_average, reduce)


@rule("nn.functional.kl_div", "nn.KLDivLoss.forward", dtype=of_both)
def kl_div(
    input: Spec,
    target: Spec,
    size_average: bool | Unknown | None = None,
    reduce: bool | Unknown | None = None,
    reduction: str | Unknown = "mean",
) -> Shape:
    """The divergence of each element from ``target``, the two broadcast; also for a mean over the batch alone.

    >>> kl_div(Spec((8, 10)), Spec((8, 10)), reduction="batchmean").shape
    ()
    """
    return reduced(_pairs(input, target), reduction, size_average, reduce, allowed=(*REDUCTIONS, "batchmean"))


@rule("nn.functional.huber_loss", "nn.HuberLoss.forward", dtype="input")
def huber_loss(input: Spec, target: Spec, reduction: str | Unknown = "mean", delta: float | Unknown = 1.0) -> Shape:
    """The loss of each element against ``target``, squared where it is below ``delta``.

    >>> huber_loss(Spec((8, 10)), Spec((8, 10))).shape
    ()
    """
    if isinstance(delta, (int, float)) and delta <= 0:
        refuse(f"delta must be above 0, got {delta}", argument="delta", kind=ArgumentValueError)
    return reduced(_pairs(input, target, reduction), reduction)


@rule("nn.functional.poisson_nll_loss", "nn.PoissonNLLLoss.forward", dtype=floating_of_both)
def poisson_nll_loss(
    input: Spec,
    target: Spec,
    log_input: bool | Unknown = True,
    full: bool | Unknown = False,
    size_average: bool | Unknown | None = None,
    eps: float | Unknown = 1e-8,
    reduce: bool | Unknown | None = None,
    reduction: str | Unknown = "mean",
) -> Shape:
    """The loss of each count in ``target`` against its rate, the two broadcast.

    >>> poisson_nll_loss(Spec((8, 10)), Spec((8, 10))).shape
    ()
    """
    return reduced(_pairs(input, target), reduction, size_average, reduce)


@rule("nn.functional.gaussian_nll_loss", "nn.GaussianNLLLoss.forward", dtype=floating_of_both)
def gaussian_nll_loss(
    input: Spec,
    target: Spec,
    var: Operand,
    full: bool | Unknown = False,
    eps: float | Unknown = 1e-6,
    reduction: str | Unknown = "mean",
) -> Shape:
    """The loss of each element of ``target`` against its mean ``input`` and variance ``var``.

    >>> gaussian_nll_loss(Spec((8, 10)), Spec((8, 10)), Spec((8, 1)), reduction="none").shape
    (8, 10)
    """
    each = _pairs(input, target)
    if isinstance(var, Spec) and not _is_variance(var, input):
        refuse(
            f"var must have the shape of input {show_shape(input.shape)}, or 1 in one dimension, or all but the last, "
            f"got {show_shape(var.shape)}",
            argument="var",
        )
    return reduced(each, reduction)


def _is_variance(var: Spec, input: Spec) -> bool:
    """Whether ``var`` may go with ``input``, as far as both are known."""
    if fixed_rank(var.shape) is None or fixed_rank(input.shape) is None:
        return True
    differing = [of_var for of_var, size in zip(var.shape, input.shape, strict=False) if differ(of_var, size)]
    missing = len(input.shape) - len(var.shape)
    return (missing == 0 and differing in ([], [1])) or (missing == 1 and not differing)


@rule(
    *named("binary_cross_entropy binary_cross_entropy_with_logits", "nn.functional.{}"),
    *named("BCELoss BCEWithLogitsLoss", "nn.{}.forward"),
    dtype=of_target,
)  # fmt: skip
def binary_cross_entropy(
    input: Spec,
    target: Spec,
    weight: Spec | None = None,
    size_average: bool | Unknown | None = None,
    reduce: bool | Unknown | None = None,
    reduction: str | Unknown = "mean",
) -> Shape:
    """The loss of each probability, or its logit, against ``target``, of the same shape.

    >>> binary_cross_entropy(Spec((8, 10)), Spec((8, 10))).shape
    ()
    """
    shape = same_shape(input, target)
    if weight is not None and fixed_rank(weight.shape) is not None and fixed_rank(shape) is not None:
        broadcast(shape, weight.shape, argument="weight")
    return reduced(shape, reduction, size_average, reduce)


@rule("nn.functional.hinge_embedding_loss", "nn.HingeEmbeddingLoss.forward", dtype=of_both)
def hinge_embedding_loss(
    input: Spec,
    target: Spec,
    margin: float | Unknown = 1.0,
    size_average: bool | Unknown | None = None,
    reduce: bool | Unknown | None = None,
    reduction: str | Unknown = "mean",
) -> Shape:
    """The loss of each distance against ``target``, 1 or -1, the two broadcast.

    >>> hinge_embedding_loss(Spec((8, 10)), Spec((8, 10))).shape
    ()
    """
    return reduced(_pairs(input, target), reduction, size_average, reduce)


@rule("nn.functional.cross_entropy", "nn.CrossEntropyLoss.forward", dtype="input")
def cross_entropy(
    input: Spec,
    target: Spec,
    weight: Spec | None = None,
    size_average: bool | Unknown | None = None,
    ignore_index: Dim = -100,
    reduce: bool | Unknown | None = None,
    reduction: str | Unknown = "mean",
    label_smoothing: float | Unknown = 0.0,
) -> Shape:
    """The loss of logits, ``(C)``, ``(N, C)`` or ``(N, C, *)``, against ``target``.

    That is the class of each, int64 ``()``, ``(N,)`` or ``(N, *)``, or the probability of each class, of the shape
    of ``input``.

    >>> cross_entropy(Spec((8, 10), "float32"), Spec((8,), "int64"), reduction="none").shape
    (8,)
    """
    if rank_of(input) == rank_of(target) and input.shape:
        _probabilities(input, target)
        _weight(input, weight)
        return reduced(_without_classes(input), reduction, size_average, reduce)
    return reduced(_classified(input, target, weight), reduction, size_average, reduce)


@rule("nn.functional.nll_loss", "nn.NLLLoss.forward", dtype="input")
def nll_loss(
    input: Spec,
    target: Spec,
    weight: Spec | None = None,
    size_average: bool | Unknown | None = None,
    ignore_index: Dim = -100,
    reduce: bool | Unknown | None = None,
    reduction: str | Unknown = "mean",
) -> Shape:
    """The loss of logarithms of probabilities, ``(C)``, ``(N, C)`` or ``(N, C, *)``, against the class of each.

    >>> nll_loss(Spec((8, 10), "float32"), Spec((8,), "int64")).shape
    ()
    """
    return reduced(_classified(input, target, weight), reduction, size_average, reduce)


def _without_classes(input: Spec) -> Shape:
    return input.shape[:1] + input.shape[2:] if len(input.shape) > 1 else ()


def _weight(input: Spec, weight: Spec | None) -> None:
    if weight is not None:
        require.size(input.dim(1 if len(input.shape) > 1 else 0), 0, "the number of classes", weight=weight)


def _probabilities(input: Spec, target: Spec) -> None:
    if target.dtype in ("int64", "int32"):
        dims = show_shape(_without_classes(input))
        same_shape(input, target)
        refuse(
            f"target must be floating point to hold the probability of each class, got {target.dtype}",
            argument="target", way_out=f"or give the class of each, of shape {dims}", kind=DTypeError,
        )  # fmt: skip
    same_shape(input, target)


def _classified(input: Spec, target: Spec, weight: Spec | None) -> Shape:
    """The shape of the losses of ``input``, against the class of each in ``target``."""
    require.rank_at_least(1, "(C), (N, C) or (N, C, *)", input=input)
    rank_of(input)
    expected = _without_classes(input)
    is_wrong = fixed_rank(target.shape) is not None and (
        len(target.shape) != len(expected) or any(map(differ, target.shape, expected))
    )
    if is_wrong and not (len(input.shape) == 1 and target.shape == (1,)):
        refuse(
            f"target must have shape {show_shape(expected)}, one class for each in input {show_shape(input.shape)}, "
            f"got {show_shape(target.shape)}",
            argument="target",
        )
    if target.dtype not in (None, "int64", "uint8"):
        refuse(
            f"target must be int64, got {target.dtype}",
            argument="target", way_out="convert it with target.long()", kind=DTypeError,
        )  # fmt: skip
    _weight(input, weight)
    return expected
