"""Attention and the layers of transformers, as modules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typed_torch.errors import DTypeError
from typed_torch.shape import require
from typed_torch.shape.axes import known, rank_of
from typed_torch.shape.dims import UNKNOWN, Dim, Shape, Unknown, differ, fixed_rank, product, show_dim, show_shape
from typed_torch.shape.modules import no_integers
from typed_torch.shape.promotion import category
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.spec import Spec

__all__: list[str] = []


@rule("nn.MultiheadAttention")
def multihead_attention_module(embed_dim: Dim, num_heads: Dim) -> None:
    """Attend with ``num_heads`` heads, which share ``embed_dim`` evenly.

    >>> multihead_attention_module(16, 4)
    """
    _shared_evenly(embed_dim=embed_dim, num_heads=num_heads)


def _shared_evenly(**width_and_heads: Dim) -> None:
    """Each head has as much of the width as the others."""
    for name, number in width_and_heads.items():
        require.positive(**{name: number})
    require.divisible(**width_and_heads)


@rule("nn.MultiheadAttention.forward")
def multihead_attention(
    query: Spec,
    key: Spec,
    value: Spec,
    key_padding_mask: Spec | None = None,
    need_weights: bool | Unknown = True,
    attn_mask: Spec | None = None,
    average_attn_weights: bool | Unknown = True,
    *,
    embed_dim: Dim,
    num_heads: Dim,
    kdim: Dim | None = None,
    vdim: Dim | None = None,
    add_bias_kv: bool | Unknown = False,
    add_zero_attn: bool | Unknown = False,
    batch_first: bool | Unknown = False,
) -> tuple[Spec, Spec | None]:
    """``query`` of ``(L, N, embed_dim)``, ``key`` and ``value`` of ``(S, N, *)``: attended to, and the weights.

    ``batch_first`` takes and gives ``(N, L, *)``; one sample goes without ``N``. The weights, of ``(N, L, S)`` or, not
    averaged, ``(N, num_heads, L, S)``, are ``None`` where they are not needed.

    >>> [str(each) for each in multihead_attention(*[Spec((8, 3, 16))] * 3, embed_dim=16, num_heads=4)]
    ['(8, 3, 16)', '(3, 8, 8)']
    """
    known(need_weights)
    no_integers(query)
    require.size(embed_dim, -1, "embed_dim", query=query)
    require.size(embed_dim if kdim is None else kdim, -1, "embed_dim" if kdim is None else "kdim", key=key)
    require.size(embed_dim if vdim is None else vdim, -1, "embed_dim" if vdim is None else "vdim", value=value)
    weights = _weights(query, key, value, batch_first)
    _check_mask(weights, num_heads, attn_mask=attn_mask)
    _check_padding(weights, key_padding_mask=key_padding_mask)
    if need_weights is False:
        return query, None
    known(average_attn_weights, add_bias_kv, add_zero_attn)
    heads = () if average_attn_weights else (num_heads,)
    attended: Any = weights[-1]
    attended = attended + bool(add_bias_kv) + bool(add_zero_attn)
    return query, query.with_shape((*weights[:-2], *heads, weights[-2], attended))


def _weights(query: Spec, key: Spec, value: Spec, batch_first: bool | Unknown) -> Shape:
    """``(N, L, S)``, or ``(L, S)`` for one sample."""
    rank = rank_of(query)
    for name, spec in {"key": key, "value": value}.items():
        if rank not in (2, 3) or rank_of(spec) != rank:
            refuse(
                f"query, key and value must have 2 dimensions, or 3 with a batch, "
                f"got {show_shape(query.shape)} and {show_shape(spec.shape)}",
                argument=name,
            )
    if differ(key.dim(-2 if rank == 2 or batch_first is True else 0), value.dim(-2 if batch_first is True else 0)):
        refuse(f"value must be as long as key {show_shape(key.shape)}, got {show_shape(value.shape)}", argument="value")
    if rank == 2:
        return query.dim(0), key.dim(0)
    if batch_first is UNKNOWN:
        return UNKNOWN, UNKNOWN, UNKNOWN
    batch, length = (0, 1) if batch_first else (1, 0)
    for name, spec in {"key": key, "value": value}.items():
        if differ(query.dim(batch), spec.dim(batch)):
            refuse(
                f"{name} must have the batch of query, {show_dim(query.dim(batch))}, in dimension {batch}, "
                f"got {show_dim(spec.dim(batch))}",
                argument=name,
            )
    return query.dim(batch), query.dim(length), key.dim(length)


def _check_mask(weights: Shape, num_heads: Dim, **mask: Spec | None) -> None:
    """The mask is ``(L, S)`` as ``weights`` of a sample are, or one for each head of each sample."""
    ((name, spec),) = mask.items()
    if spec is None:
        return
    _boolean_or_floating(**{name: spec})
    *batch, length, attended = weights
    of_heads = (product((*batch, num_heads)), length, attended)
    expected = of_heads if fixed_rank(spec.shape) == 3 else (length, attended)
    if fixed_rank(spec.shape) is not None and not _is_of(expected, spec):
        refuse(
            f"{name} must have shape {show_shape((length, attended))}, or {show_shape(of_heads)} with one for each "
            f"head, got {show_shape(spec.shape)}",
            argument=name,
        )


def _check_padding(weights: Shape, **mask: Spec | None) -> None:
    """The mask is ``(N, S)``, or ``(S,)`` for one sample."""
    ((name, spec),) = mask.items()
    if spec is None:
        return
    _boolean_or_floating(**{name: spec})
    expected = (*weights[:-2], weights[-1])
    if fixed_rank(spec.shape) is not None and not _is_of(expected, spec):
        refuse(f"{name} must have shape {show_shape(expected)}, got {show_shape(spec.shape)}", argument=name)


def _is_of(shape: Shape, spec: Spec) -> bool:
    return len(shape) == len(spec.shape) and not any(map(differ, shape, spec.shape))


def _boolean_or_floating(**mask: Spec) -> None:
    ((name, spec),) = mask.items()
    if spec.dtype is not None and category(spec.dtype) not in ("bool", "float"):
        refuse(f"{name} must be bool or floating point, got {spec.dtype}", argument=name, kind=DTypeError)


@rule(*named("TransformerEncoderLayer TransformerDecoderLayer", "nn.{}"))
def transformer_layer_module(d_model: Dim, nhead: Dim) -> None:
    """Attend with ``nhead`` heads, which share ``d_model`` evenly.

    >>> transformer_layer_module(16, 4)
    """
    _shared_evenly(d_model=d_model, nhead=nhead)


@rule("nn.TransformerEncoderLayer.forward")
def encoder_layer(
    src: Spec,
    src_mask: Spec | None = None,
    src_key_padding_mask: Spec | None = None,
    *,
    d_model: Dim,
    nhead: Dim,
    batch_first: bool | Unknown = False,
) -> Spec:
    """Keep the shape of ``src``, a sample or a batch whose last dimension is ``d_model``.

    >>> encoder_layer(Spec((8, 10, 16), "float32"), d_model=16, nhead=2).shape
    (8, 10, 16)
    """
    _layer(d_model, src=src)
    weights = _weights(src, src, src, batch_first)
    _check_mask(weights, nhead, src_mask=src_mask)
    _check_padding(weights, src_key_padding_mask=src_key_padding_mask)
    return src


@rule("nn.TransformerDecoderLayer.forward")
def decoder_layer(
    tgt: Spec,
    memory: Spec,
    tgt_mask: Spec | None = None,
    memory_mask: Spec | None = None,
    tgt_key_padding_mask: Spec | None = None,
    memory_key_padding_mask: Spec | None = None,
    *,
    d_model: Dim,
    nhead: Dim,
    batch_first: bool | Unknown = False,
) -> Spec:
    """Keep the shape of ``tgt``, which attends to ``memory``; the last dimension of both is ``d_model``.

    >>> decoder_layer(Spec((10, 8, 16), "float32"), Spec((7, 8, 16), "float32"), d_model=16, nhead=2).shape
    (10, 8, 16)
    """
    _layer(d_model, memory=memory)
    _layer(d_model, tgt=tgt)
    own, of_memory = _weights(tgt, tgt, tgt, batch_first), _weights(tgt, memory, memory, batch_first)
    _check_mask(own, nhead, tgt_mask=tgt_mask)
    _check_mask(of_memory, nhead, memory_mask=memory_mask)
    _check_padding(own, tgt_key_padding_mask=tgt_key_padding_mask)
    _check_padding(of_memory, memory_key_padding_mask=memory_key_padding_mask)
    return tgt


def _layer(d_model: Dim, **tensor: Spec) -> Spec:
    ((name, spec),) = tensor.items()
    no_integers(spec)
    rank = rank_of(spec)
    if rank not in (2, 3):
        refuse(f"{name} must have 2 dimensions, or 3 with a batch, got {show_shape(spec.shape)}", argument=name)
    require.size(d_model, -1, "d_model", **tensor)
    return spec


@rule("nn.TransformerEncoder.forward")
def encoder(src: Spec, mask: Spec | None = None, src_key_padding_mask: Spec | None = None) -> Spec:
    """Keep the shape of ``src``, a sample or a batch.

    >>> encoder(Spec((8, 10, 16), "float32")).shape
    (8, 10, 16)
    """
    no_integers(src)
    rank_of(src)
    either_way = [(src.dim(0), src.dim(1)), (src.dim(1), src.dim(0))]  # the layers say which comes first
    if mask is not None and fixed_rank(mask.shape) == 2 and len(src.shape) == 3:
        lengths = [(length, length) for _, length in either_way]
        _one_of_shapes(lengths, mask=mask)
    if src_key_padding_mask is not None and len(src.shape) == 3:
        _one_of_shapes(either_way, src_key_padding_mask=src_key_padding_mask)
    return src


def _one_of_shapes(shapes: Sequence[Shape], **mask: Spec) -> None:
    ((name, spec),) = mask.items()
    if fixed_rank(spec.shape) is not None and not any(_is_of(shape, spec) for shape in shapes):
        expected = " or ".join(map(show_shape, shapes))
        refuse(f"{name} must have shape {expected}, got {show_shape(spec.shape)}", argument=name)


@rule("nn.TransformerDecoder.forward")
def decoder(tgt: Spec, memory: Spec) -> Spec:
    """Keep the shape of ``tgt``, which attends to ``memory``.

    >>> decoder(Spec((8, 10, 16), "float32"), Spec((8, 7, 16), "float32")).shape
    (8, 10, 16)
    """
    no_integers(tgt)
    return tgt


@rule("nn.Transformer.forward")
def transformer(src: Spec, tgt: Spec, *, d_model: Dim = 512) -> Spec:
    """Keep the shape of ``tgt``, which attends to what ``src`` is encoded to.

    >>> transformer(Spec((10, 8, 512), "float32"), Spec((20, 8, 512), "float32")).shape
    (20, 8, 512)
    """
    _layer(d_model, src=src)
    return _layer(d_model, tgt=tgt)
