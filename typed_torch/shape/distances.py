"""Distances between vectors, and the losses that compare them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce as folded
from typing import Any

from typed_torch.errors import ArgumentValueError, DTypeError
from typed_torch.shape import require
from typed_torch.shape.axes import axis_of, rank_of, without
from typed_torch.shape.broadcasting import broadcast
from typed_torch.shape.dims import UNKNOWN, Dim, Shape, Unknown, is_known, show_shape
from typed_torch.shape.losses import of_both, reduced, same_shape
from typed_torch.shape.promotion import result_dtype
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.spec import FLOATING, Spec


def of_pair(x1: Spec, x2: Spec, **_: object) -> str | None:
    """The promoted dtype of ``x1`` and ``x2``, if it is of floating point."""
    return _floating(x1, x2)


def of_inputs(input1: Spec, input2: Spec, target: Spec, **_: object) -> str | None:
    """The promoted dtype of all three, if it is of floating point."""
    return _floating(input1, input2, target)


def of_three(anchor: Spec, positive: Spec, negative: Spec, **_: object) -> str | None:
    """The promoted dtype of all three, if it is of floating point."""
    return _floating(anchor, positive, negative)


def _floating(*tensors: Spec) -> str | None:
    found = result_dtype(*tensors)
    return found if found in FLOATING else None


def _together(**tensors: Spec) -> Shape:
    """The shape that all broadcast to."""
    for spec in tensors.values():
        rank_of(spec)
    (_, first), *rest = tensors.items()
    stretch: Callable[[Shape, tuple[str, Spec]], Shape] = lambda shape, each: broadcast(  # noqa: E731
        shape, each[1].shape, argument=each[0]
    )
    return folded(stretch, rest, first.shape)


@rule(*named("cosine_similarity", "nn.functional.{}", "{}"), "nn.CosineSimilarity.forward", dtype=of_pair)
def cosine_similarity(x1: Spec, x2: Spec, dim: Dim = 1) -> Shape:
    """The cosine of the angle between vectors along ``dim``, the two broadcast.

    >>> cosine_similarity(Spec((8, 64)), Spec((8, 64))).shape
    (8,)
    """
    require.floating(x2=replace(x2, dtype=result_dtype(x1, x2)))
    found = Spec(_together(x1=x1, x2=x2))
    return without(found, (axis_of(len(found.shape), dim),), False)


@rule(*named("pairwise_distance", "nn.functional.{}", "{}"), "nn.PairwiseDistance.forward", dtype=of_pair)
def pairwise_distance(
    x1: Spec,
    x2: Spec,
    p: float | Unknown = 2.0,
    eps: float | Unknown = 1e-6,
    keepdim: bool | Unknown = False,
) -> Shape:
    """The distance between vectors along the last dimension, the two broadcast.

    >>> pairwise_distance(Spec((8, 64)), Spec((8, 64))).shape
    (8,)
    """
    found = Spec(_together(x1=x1, x2=x2))
    return without(found, (len(found.shape) - 1,), keepdim)


@rule("cdist", dtype=of_pair)
def cdist(x1: Spec, x2: Spec) -> Shape:
    """The distance of every row of ``(*, P, M)`` from every row of ``(*, R, M)``: ``(*, P, R)``.

    >>> cdist(Spec((8, 3, 64)), Spec((8, 4, 64))).shape
    (8, 3, 4)
    """
    require.rank_at_least(2, "(*, P, M)", x1=x1)
    require.rank_at_least(2, "(*, R, M)", x2=x2)
    require.size(x1.dim(-1), -1, "the columns of x1", x2=x2)
    for spec in (x1, x2):
        rank_of(spec)
    leading = _together(x1=Spec(x1.shape[:-2]), x2=Spec(x2.shape[:-2]))
    return (*leading, x1.shape[-2], x2.shape[-2])


@rule("pdist", "nn.functional.pdist", dtype="input")
def pdist(input: Spec) -> Shape:
    """The distance of every two rows of ``(N, M)``.

    >>> pdist(Spec((5, 64))).shape
    (10,)
    """
    if rank_of(input) != 2:
        refuse(f"input must have 2 dimensions (N, M), got {show_shape(input.shape)}", argument="input")
    rows: Any = input.shape[0]
    return (rows * (rows - 1) // 2,)


@rule("nn.functional.cosine_embedding_loss", "nn.CosineEmbeddingLoss.forward", dtype=of_inputs)
def cosine_embedding_loss(
    input1: Spec,
    input2: Spec,
    target: Spec,
    margin: float | Unknown = 0,
    size_average: bool | Unknown | None = None,
    reduce: bool | Unknown | None = None,
    reduction: str | Unknown = "mean",
) -> Shape:
    """The loss of pairs of vectors, ``(N, D)`` or ``(D)``, which ``target`` says to be alike, 1, or not, -1.

    >>> cosine_embedding_loss(Spec((8, 64)), Spec((8, 64)), Spec((8,))).shape
    ()
    """
    vectors = _together(input1=input1, input2=input2)
    if rank_of(target) != len(vectors) - 1:
        refuse(f"target must have shape {show_shape(vectors[:-1])}, got {show_shape(target.shape)}", argument="target")
    each = broadcast(vectors[:-1], target.shape, argument="target")
    return reduced(each, reduction, size_average, reduce)


@rule("nn.functional.margin_ranking_loss", "nn.MarginRankingLoss.forward", dtype=of_inputs)
def margin_ranking_loss(
    input1: Spec,
    input2: Spec,
    target: Spec,
    margin: float | Unknown = 0,
    size_average: bool | Unknown | None = None,
    reduce: bool | Unknown | None = None,
    reduction: str | Unknown = "mean",
) -> Shape:
    """The loss of pairs of numbers, the greater of which is named by ``target``, 1 or -1, all of one rank.

    >>> margin_ranking_loss(Spec((8,)), Spec((8,)), Spec((8,))).shape
    ()
    """
    _of_one_rank(input1=input1, input2=input2, target=target)
    return reduced(_together(input1=input1, input2=input2, target=target), reduction, size_average, reduce)


def _of_one_rank(**tensors: Spec) -> None:
    (reference, first), *rest = tensors.items()
    for name, spec in rest:
        if rank_of(spec) != rank_of(first):
            refuse(
                f"{name} must have as many dimensions as {reference} {show_shape(first.shape)}, "
                f"got {show_shape(spec.shape)}",
                argument=name,
            )


@rule("nn.functional.triplet_margin_loss", "nn.TripletMarginLoss.forward", dtype=of_three)
def triplet_margin_loss(
    anchor: Spec,
    positive: Spec,
    negative: Spec,
    margin: float | Unknown = 1.0,
    p: float | Unknown = 2,
    eps: float | Unknown = 1e-6,
    swap: bool | Unknown = False,
    size_average: bool | Unknown | None = None,
    reduce: bool | Unknown | None = None,
    reduction: str | Unknown = "mean",
) -> Shape:
    """The loss of vectors, ``(N, D)`` or ``(D)``, nearer to ``negative`` than to ``positive``.

    >>> triplet_margin_loss(Spec((8, 64)), Spec((8, 64)), Spec((8, 64))).shape
    ()
    """
    _of_one_rank(anchor=anchor, positive=positive, negative=negative)
    each = _together(anchor=anchor, positive=positive, negative=negative)[:-1]
    return reduced(each, reduction, size_average, reduce)


@rule("nn.functional.multi_margin_loss", "nn.MultiMarginLoss.forward", dtype="input")
def multi_margin_loss(
    input: Spec,
    target: Spec,
    p: float | Unknown = 1,
    margin: float | Unknown = 1.0,
    weight: Spec | None = None,
    size_average: bool | Unknown | None = None,
    reduce: bool | Unknown | None = None,
    reduction: str | Unknown = "mean",
) -> Shape:
    """The loss of scores, ``(N, C)`` or ``(C)``, against the class of each, int64.

    >>> multi_margin_loss(Spec((8, 10)), Spec((8,)), reduction="none").shape
    (8,)
    """
    _scores(input)
    if input.shape[:-1]:
        same_shape(Spec(input.shape[:-1]), target)
    if target.dtype not in (None, "int64"):
        refuse(f"target must be int64, got {target.dtype}", argument="target", kind=DTypeError)
    if weight is not None:
        same_shape(Spec(input.shape[-1:] or (1,)), weight, "weight")
    if p is not UNKNOWN and p not in (1, 2):
        refuse(f"p must be 1 or 2, got {p}", argument="p", kind=ArgumentValueError)
    return reduced(input.shape[:-1], reduction, size_average, reduce)


@rule("nn.functional.multilabel_margin_loss", "nn.MultiLabelMarginLoss.forward", dtype="input")
def multilabel_margin_loss(
    input: Spec,
    target: Spec,
    size_average: bool | Unknown | None = None,
    reduce: bool | Unknown | None = None,
    reduction: str | Unknown = "mean",
) -> Shape:
    """The loss of scores, ``(N, C)`` or ``(C)``, against the classes of each, int64, as many and -1 after the last.

    >>> multilabel_margin_loss(Spec((8, 10)), Spec((8, 10)), reduction="none").shape
    (8,)
    """
    _scores(input)
    if input.shape:
        same_shape(input, target)
    return reduced(input.shape[:-1], reduction, size_average, reduce)


def _scores(input: Spec) -> None:
    sizes = input.shape[-1:] if rank_of(input) < 3 else (0,)
    if any(is_known(size) and size == 0 for size in sizes):
        refuse(f"input must have 1 or 2 dimensions (C) or (N, C), got {show_shape(input.shape)}", argument="input")


@rule("nn.functional.multilabel_soft_margin_loss", "nn.MultiLabelSoftMarginLoss.forward", dtype=of_both)
def multilabel_soft_margin_loss(
    input: Spec,
    target: Spec,
    weight: Spec | None = None,
    size_average: bool | Unknown | None = None,
    reduce: bool | Unknown | None = None,
    reduction: str | Unknown = "mean",
) -> Shape:
    """The loss of scores, ``(N, C)``, each against its own ``target``, 0 or 1, the mean of all classes.

    >>> multilabel_soft_margin_loss(Spec((8, 10)), Spec((8, 10)), reduction="none").shape
    (8,)
    """
    each = _together(input=input, target=target)
    return reduced(each[:-1], reduction, size_average, reduce)


@rule("nn.functional.ctc_loss", "nn.CTCLoss.forward", dtype="log_probs")
def ctc_loss(
    log_probs: Spec,
    targets: Spec,
    input_lengths: Dim | Spec | None,
    target_lengths: Dim | Spec | None,
    blank: Dim = 0,
    reduction: str | Unknown = "mean",
) -> Shape:
    """The loss of sequences, ``(T, N, C)`` or ``(T, C)``, against ``targets`` that are shorter.

    >>> ctc_loss(Spec((50, 16, 20)), Spec((16, 30)), None, None, reduction="none").shape
    (16,)
    """
    if rank_of(log_probs) not in (2, 3):
        refuse(
            f"log_probs must have 3 dimensions (T, N, C) or 2 (T, C), got {show_shape(log_probs.shape)}",
            argument="log_probs",
        )
    return reduced(log_probs.shape[1:-1], reduction)
