"""What layers compute: linear maps, embeddings, normalizations, gates, attention."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from typed_torch.errors import DTypeError
from typed_torch.shape import require
from typed_torch.shape.axes import as_sizes, axis_of, known, rank_of, told_apart
from typed_torch.shape.broadcasting import broadcast
from typed_torch.shape.dims import (
    UNKNOWN,
    Dim,
    Shape,
    Unknown,
    differ,
    fixed_rank,
    is_known,
    product,
    show_dim,
    show_shape,
)
from typed_torch.shape.promotion import DEFAULT
from typed_torch.shape.reductions import int64
from typed_torch.shape.rule import Undetermined, named, refuse, rule
from typed_torch.shape.sizes import possibly_equal
from typed_torch.shape.spec import FLOATING, Sizes, Spec

__all__ = ["mapped"]


def if_floating(input: Spec, **_: object) -> str | None:
    """The dtype of ``input`` if it is of floating point."""
    return input.dtype if input.dtype in FLOATING else None


def mapped(input: Spec, in_features: Dim, out_features: Shape) -> Shape:
    """The shape of ``input``, ``(*, in_features)``, with its last dimension mapped to ``out_features``.

    >>> mapped(Spec((8, 784)), 784, (10,))
    (8, 10)
    """
    require.rank_at_least(1, "(*, in_features)", input=input)
    require.size(in_features, -1, "in_features", input=input)
    return told_apart(input, 1).shape[:-1] + out_features


@rule("nn.functional.linear", dtype="input")
def linear(input: Spec, weight: Spec, bias: Spec | None = None) -> Shape:
    """Multiply ``(*, in_features)`` by ``weight``, ``(out_features, in_features)``, into ``(*, out_features)``.

    >>> linear(Spec((8, 784)), Spec((10, 784)), Spec((10,))).shape
    (8, 10)
    """
    require.same_dtype(input=input, weight=weight)
    if bias is not None:
        require.same_dtype(input=input, bias=bias)
    if rank_of(weight) not in (1, 2):
        refuse(
            f"weight must have 2 dimensions (out_features, in_features), got {show_shape(weight.shape)}",
            argument="weight",
        )
    shape = mapped(input, weight.dim(-1), weight.shape[:-1])
    if bias is not None and fixed_rank(bias.shape) is not None:
        broadcast(shape, bias.shape, argument="bias")
    return shape


@rule("nn.functional.bilinear", "bilinear", dtype="input1")
def bilinear(input1: Spec, input2: Spec, weight: Spec, bias: Spec | None = None) -> Shape:
    """Map pairs of vectors by ``weight``, ``(out_features, in1_features, in2_features)``, to ``(*, out_features)``.

    >>> bilinear(Spec((8, 3)), Spec((8, 4)), Spec((10, 3, 4))).shape
    (8, 10)
    """
    require.same_dtype(input1=input1, input2=input2)
    require.same_dtype(input1=input1, weight=weight)
    require.size(weight.dim(1), -1, "in1_features", input1=input1)
    require.size(weight.dim(2), -1, "in2_features", input2=input2)
    if rank_of(input1) != rank_of(input2) or any(map(differ, input1.shape[:-1], input2.shape[:-1])):
        refuse(
            f"input2 must have the leading dimensions of input1 {show_shape(input1.shape)}, "
            f"got {show_shape(input2.shape)}",
            argument="input2",
        )
    return (*input1.shape[:-1], weight.dim(0))


@rule("nn.functional.embedding", dtype="weight")
def embedding(input: Spec, weight: Spec, padding_idx: Dim | None = None) -> Shape:
    """Look each index up in ``weight``, ``(num_embeddings, embedding_dim)``: ``(*)`` becomes ``(*, embedding_dim)``.

    >>> str(embedding(Spec((8, 20), "int64"), Spec((1000, 64), "float32")))
    'float32 (8, 20, 64)'
    """
    indices(input=input)
    if fixed_rank(weight.shape) not in (None, 2):
        refuse(
            f"weight must have 2 dimensions (num_embeddings, embedding_dim), got {show_shape(weight.shape)}",
            argument="weight",
        )
    return (*input.shape, weight.dim(1))


@rule("nn.functional.embedding_bag", dtype="weight")
def embedding_bag(
    input: Spec,
    weight: Spec,
    offsets: Spec | None = None,
    per_sample_weights: Spec | None = None,
    include_last_offset: bool | Unknown = False,
) -> Shape:
    """Look up and add up bags of indices: the rows of ``(N, n)``, or parts of a vector from ``offsets`` on.

    >>> embedding_bag(Spec((8, 20), "int64"), Spec((1000, 64), "float32")).shape
    (8, 64)
    """
    indices(input=input)
    return (_bags(input, offsets, per_sample_weights, include_last_offset), weight.dim(1))


def _bags(input: Spec, offsets: Spec | None, per_sample_weights: Spec | None, include_last_offset: Any) -> Dim:
    """How many bags there are."""
    rank = rank_of(input)
    if rank not in (1, 2) or (rank == 2) != (offsets is None):
        refuse(
            f"input must have 2 dimensions (N, n), or 1 with offsets, got {show_shape(input.shape)}", argument="input"
        )
    if per_sample_weights is not None:
        _same_sizes(input.shape, per_sample_weights=per_sample_weights)
    if offsets is None:
        return input.dim(0)
    indices(offsets=offsets)
    if fixed_rank(offsets.shape) not in (None, 1):
        refuse(f"offsets must have 1 dimension, got {show_shape(offsets.shape)}", argument="offsets")
    known(include_last_offset)
    return offsets.dim(0) - bool(include_last_offset)


@rule("nn.EmbeddingBag.forward")
def embedding_bag_module(
    input: Spec,
    offsets: Spec | None = None,
    per_sample_weights: Spec | None = None,
    *,
    embedding_dim: Dim,
    include_last_offset: bool | Unknown = False,
    dtype: str | Unknown | None = None,
) -> Spec:
    """Look up and add up bags of indices, into ``(N, embedding_dim)``.

    >>> embedding_bag_module(Spec((8, 20), "int64"), embedding_dim=64).shape
    (8, 64)
    """
    indices(input=input)
    bags = _bags(input, offsets, per_sample_weights, include_last_offset)
    of_weights = DEFAULT if dtype is None else dtype if isinstance(dtype, str) else None
    return Spec((bags, embedding_dim), of_weights, input.device)


@rule("embedding", dtype="weight")
def lookup(weight: Spec, indices: Spec) -> Shape:
    """``nn.functional.embedding``, the table first.

    >>> lookup(Spec((1000, 64)), Spec((8, 20))).shape
    (8, 20, 64)
    """
    shape: Shape = embedding.function(indices, weight)
    return shape


def indices(**tensor: Spec) -> None:
    """The tensor is int64 or int32."""
    ((name, spec),) = tensor.items()
    if spec.dtype not in (None, "int64", "int32"):
        refuse(
            f"{name} must be int64 or int32, got {spec.dtype}",
            argument=name,
            way_out=f"convert it with {name}.long()",
            kind=DTypeError,
        )


@rule("nn.functional.one_hot", dtype=int64)
def one_hot(input: Spec, num_classes: Dim = -1) -> Shape:
    """Write each class as a vector of one 1; without ``num_classes``, the greatest class says how long.

    >>> str(one_hot(Spec((8,), "int64"), 10))
    'int64 (8, 10)'
    """
    if input.dtype not in (None, "int64"):
        refuse(
            f"input must be int64, got {input.dtype}",
            argument="input", way_out="convert it with input.long()", kind=DTypeError,
        )  # fmt: skip
    return (*input.shape, UNKNOWN if is_known(num_classes) and num_classes == -1 else num_classes)


@rule(*named("layer_norm", "nn.functional.{}", "{}"), "nn.LayerNorm.forward", dtype="input")
def layer_norm(
    input: Spec, normalized_shape: Dim | Sizes, weight: Spec | None = None, bias: Spec | None = None
) -> Shape:
    """Normalize over the last dimensions, which are ``normalized_shape``, as are ``weight`` and ``bias``.

    >>> layer_norm(Spec((8, 20, 64)), (64,)).shape
    (8, 20, 64)
    """
    with suppress(Undetermined):
        _normalized(input, normalized_shape, weight=weight, bias=bias)
    return input.shape


@rule(*named("rms_norm", "nn.functional.{}", "{}"), "nn.RMSNorm.forward", dtype="input")
def rms_norm(input: Spec, normalized_shape: Dim | Sizes, weight: Spec | None = None) -> Shape:
    """Divide by the root mean square over the last dimensions, which are ``normalized_shape``, as is ``weight``.

    >>> rms_norm(Spec((8, 20, 64)), (64,)).shape
    (8, 20, 64)
    """
    with suppress(Undetermined):
        _normalized(input, normalized_shape, weight=weight)
    return input.shape


def _normalized(input: Spec, normalized_shape: Any, **parameters: Spec | None) -> None:
    sizes = as_sizes(normalized_shape)
    if not sizes:
        refuse("normalized_shape must have at least 1 size, got ()", argument="normalized_shape")
    _same_sizes(sizes, normalized_shape=Spec(input.shape[-len(sizes) :] if rank_of(input) else ()))
    for name, spec in parameters.items():
        if spec is not None:
            _same_sizes(sizes, **{name: spec})


def _same_sizes(sizes: Shape, **tensor: Spec) -> None:
    ((name, spec),) = tensor.items()
    rank = fixed_rank(spec.shape)
    if rank is None or (rank == len(sizes) and not any(map(differ, sizes, spec.shape))):
        return
    if name == "normalized_shape":
        refuse(
            f"{name} must be what input ends with, got {show_shape(sizes)} for {show_shape(spec.shape)}", argument=name
        )
    refuse(f"{name} must have shape {show_shape(sizes)}, got {show_shape(spec.shape)}", argument=name)


@rule("nn.functional.batch_norm", dtype="input")
def batch_norm(
    input: Spec,
    running_mean: Spec | None,
    running_var: Spec | None,
    weight: Spec | None = None,
    bias: Spec | None = None,
    training: bool | Unknown = False,
) -> Shape:
    """Normalize each channel of ``(N, C, *)`` over the batch; all parameters are ``(C,)``.

    >>> batch_norm(Spec((8, 16, 32, 32)), Spec((16,)), Spec((16,))).shape
    (8, 16, 32, 32)
    """
    if input.shape != (0,):
        require.rank_at_least(2, "(N, C, *)", input=input)
    _of_channels(input, running_mean=running_mean, running_var=running_var, weight=weight, bias=bias)
    if training is True and product((input.dim(0), *input.shape[2:])) == 1:
        refuse("input must have more than 1 value per channel in training", argument="input")
    return input.shape


@rule("batch_norm", dtype="input")
def batch_norm_of_torch(
    input: Spec,
    weight: Spec | None,
    bias: Spec | None,
    running_mean: Spec | None,
    running_var: Spec | None,
    training: bool | Unknown = False,
) -> Shape:
    """``nn.functional.batch_norm``, the parameters in another order.

    >>> batch_norm_of_torch(Spec((8, 16)), None, None, Spec((16,)), Spec((16,))).shape
    (8, 16)
    """
    shape: Shape = batch_norm.function(input, running_mean, running_var, weight, bias)
    return shape


@rule("nn.functional.instance_norm", dtype="input")
def instance_norm(
    input: Spec,
    running_mean: Spec | None = None,
    running_var: Spec | None = None,
    weight: Spec | None = None,
    bias: Spec | None = None,
) -> Shape:
    """Normalize each channel of each sample of ``(N, C, *)``; all parameters are ``(C,)``.

    >>> instance_norm(Spec((8, 16, 32, 32))).shape
    (8, 16, 32, 32)
    """
    require.rank_at_least(2, "(N, C, *)", input=input)
    _of_channels(input, running_mean=running_mean, running_var=running_var, weight=weight, bias=bias)
    return input.shape


def _of_channels(input: Spec, **parameters: Spec | None) -> None:
    for name, spec in parameters.items():
        if spec is not None:
            _same_sizes((input.dim(1),), **{name: spec})


@rule("nn.functional.local_response_norm", dtype=if_floating)
def local_response_norm(input: Spec, size: Dim) -> Shape:
    """Normalize over neighbouring channels of ``(N, C, *)``.

    >>> local_response_norm(Spec((8, 16, 32)), 2).shape
    (8, 16, 32)
    """
    require.rank_at_least(3, "(N, C, *)", input=input)
    return input.shape


@rule(*named("prelu", "nn.functional.{}", "{}", "Tensor.{}"), dtype="input")
def prelu(input: Spec, weight: Spec) -> Shape:
    """Multiply what is below 0 by ``weight``: one number, or one for each channel of ``(N, C, *)``.

    >>> prelu(Spec((8, 16, 32)), Spec((16,))).shape
    (8, 16, 32)
    """
    require.same_dtype(input=input, weight=weight)
    rank = fixed_rank(weight.shape)
    if rank is None or rank == 0 or (rank == 1 and is_known(weight.shape[0]) and weight.shape[0] == 1):
        return input.shape
    channels = (1 if rank_of(input) == 1 else input.dim(1),)
    if not input.shape or rank > 1 or differ(weight.dim(0), channels[0]):
        refuse(
            f"weight must be one number or have shape {show_shape(channels)}, one value per channel of input, "
            f"got {show_shape(weight.shape)}",
            argument="weight",
        )
    return input.shape


@rule("nn.functional.glu", "nn.GLU.forward", dtype="input")
def glu(input: Spec, dim: Dim = -1) -> Shape:
    """Gate one half of ``dim`` by the other.

    >>> glu(Spec((8, 64))).shape
    (8, 32)
    """
    require.rank_at_least(1, "(*)", input=input)
    axis = axis_of(rank_of(input), dim)
    size: Any = input.shape[axis]
    if not possibly_equal(size % 2, 0):
        refuse(f"input must have an even size in dimension {axis}, got {show_dim(size)}", argument="input")
    return (*input.shape[:axis], size // 2, *input.shape[axis + 1 :])


@rule("nn.functional.scaled_dot_product_attention", dtype="query")
def scaled_dot_product_attention(
    query: Spec,
    key: Spec,
    value: Spec,
    attn_mask: Spec | None = None,
    dropout_p: float | Unknown = 0.0,
    is_causal: bool | Unknown = False,
    scale: float | Unknown | None = None,
    enable_gqa: bool | Unknown = False,
) -> Shape:
    """Attend: ``query (*, L, E)``, ``key (*, S, E)`` and ``value (*, S, Ev)`` give ``(*, L, Ev)``.

    >>> scaled_dot_product_attention(Spec((8, 4, 10, 64)), Spec((8, 4, 20, 64)), Spec((8, 4, 20, 32))).shape
    (8, 4, 10, 32)
    """
    require.floating(query=query)
    for name, spec in (("query", query), ("key", key), ("value", value)):
        require.rank_at_least(2, "(*, length, features)", **{name: spec})
        if spec is not query:
            require.same_dtype(query=query, **{name: spec})
    require.size(query.dim(-1), -1, "the features of query", key=key)
    require.size(key.dim(-2), -2, "the length of key", value=value)
    known(enable_gqa)
    rank_of(query)
    leading = query.shape[:-2] if enable_gqa else _leading(query, key, value)
    if attn_mask is not None:
        _mask(attn_mask, query, (*leading, query.shape[-2], key.shape[-2]))
    return (*leading, query.shape[-2], value.shape[-1])


def _leading(query: Spec, key: Spec, value: Spec) -> Shape:
    for spec in (key, value):
        rank_of(spec)
    shared = broadcast(query.shape, key.shape, argument="key", but=2)
    return broadcast((*shared, *query.shape[-2:]), value.shape, argument="value", but=2)


def _mask(attn_mask: Spec, query: Spec, scores: Shape) -> None:
    if attn_mask.dtype not in (None, "bool"):
        require.same_dtype(query=query, attn_mask=attn_mask)
    if fixed_rank(attn_mask.shape) is not None and fixed_rank(scores) is not None:
        broadcast(scores, attn_mask.shape, argument="attn_mask")
