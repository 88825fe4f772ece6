"""What forward and backward share: a tile of channels and pixels, its place in memory, sums over its groups."""

from collections.abc import Callable
from typing import Any

import triton
import triton.language as tl

_IS_INTERPRETED = tl.constexpr(triton.knobs.runtime.interpret)

_SIZES = ("samples", "channels", "pixels", "per_group", "span", "splits", "steps", "chunk", "sections", "lag")
"""Arguments that kernels are not compiled anew for; what matters of them is in ``ALIGN`` and ``WIDE``."""


def kernel(function: Callable[..., None]) -> Any:
    """A kernel that is launched, by the name that profilers show: ``group_norm_forward_resident``."""
    name = f"{function.__module__.rpartition('.')[2]}_{function.__name__}"
    return triton.jit(do_not_specialize=_SIZES, repr=lambda _: name)(function)


@triton.jit
def aligned(channels, pixels, span, CHANNELS_LAST: tl.constexpr, ALIGN: tl.constexpr):
    """The sizes, known to the compiler to be multiples of ``ALIGN`` where it separates two rows of memory."""
    if CHANNELS_LAST:
        channels = channels // ALIGN * ALIGN
        span = span // ALIGN * ALIGN
    else:
        pixels = pixels // ALIGN * ALIGN
    return channels, pixels, span


@triton.jit
def locate(unit, first, channels, pixels, span, BLOCK_C: tl.constexpr, CHANNELS_LAST: tl.constexpr):
    """Channels ``first`` to ``first + BLOCK_C`` of a unit, which is ``span`` channels of one sample.

    Returns the sample, the index of the first in ``(C,)``, which of them exist, and where pixel 0 of the first lies.
    """
    units = tl.cdiv(channels, span)
    sample = (unit // units).to(tl.int64)
    start = unit % units * span + first
    lane = tl.arange(0, BLOCK_C)
    exists = (first + lane < span) & (start + lane < channels)
    if CHANNELS_LAST:
        base = sample * channels * pixels + start
    else:
        base = (sample * channels + start) * pixels
    return sample, start, exists, base


@triton.jit
def tile(
    channels, pixels,
    BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr, CHANNELS_LAST: tl.constexpr, WIDE: tl.constexpr,
):  # fmt: skip
    """Where the elements of a tile lie from its first one; ``WIDE`` where 32 bits would not hold that."""
    channel = tl.arange(0, BLOCK_C)[:, None]
    pixel = tl.arange(0, BLOCK_P)[None, :]
    if WIDE:
        channel = channel.to(tl.int64)
        pixel = pixel.to(tl.int64)
    return pixel * channels + channel if CHANNELS_LAST else channel * pixels + pixel


@triton.jit
def flat_tile(per_group, pixels, ALIGN: tl.constexpr, BLOCK_P: tl.constexpr):
    """A group as it lies in memory, each row of the tile a vector of ``ALIGN`` elements; ``ALIGN`` pixels or more.

    Returns the places of the elements, and which vectors exist.
    """
    first = tl.arange(0, BLOCK_P // ALIGN)[:, None] * ALIGN
    return first + tl.arange(0, ALIGN)[None, :], first < per_group * pixels


@triton.jit
def flat_channel(pixels, ALIGN: tl.constexpr, BLOCK_P: tl.constexpr):
    """The channel in which each vector of a flat tile begins, and which of its elements are not of the next one."""
    first = tl.arange(0, BLOCK_P // ALIGN)[:, None] * ALIGN
    channel = row_of(first, pixels)
    return channel, tl.arange(0, ALIGN)[None, :] < (channel + 1) * pixels - first


@triton.jit
def flat_parameter(ptr, start, channel, per_group, MISSING: tl.constexpr, ACC: tl.constexpr):
    """A parameter of ``channel`` and of the next one, or what a missing one amounts to."""
    first = tl.full((1, 1), MISSING, ACC)
    second = first
    if ptr is not None:
        first = tl.load(ptr + start + channel, mask=channel < per_group, other=0.0).to(ACC)
        second = tl.load(ptr + start + channel + 1, mask=channel + 1 < per_group, other=0.0).to(ACC)
    return first, second


@triton.jit
def row_of(place, pixels):
    """``place // pixels`` by a multiplication: exact for places below 2**16 and two pixels or more."""
    factor = tl.full((), 0xFFFFFFFF, tl.uint32) // pixels.to(tl.uint32) + 1
    return tl.umulhi(place.to(tl.uint32), factor).to(tl.int32)


@triton.jit
def advance(base, pixel, channels, CHANNELS_LAST: tl.constexpr):
    """Where ``pixel`` of the channel at ``base`` lies."""
    if CHANNELS_LAST:
        return base + tl.full((), pixel, tl.int64) * channels
    return base + pixel


@triton.jit
def chunk_of(split, steps, pixels, BLOCK_P: tl.constexpr, WIDE: tl.constexpr):
    """The pixels, first and one past the last, of the ``split``-th chunk of ``steps`` blocks."""
    if WIDE:
        split = split.to(tl.int64)
    first = split * steps * BLOCK_P
    return first, tl.minimum(first + steps * BLOCK_P, pixels)


@triton.jit
def parameters(weight_ptr, bias_ptr, start, exists, ACC: tl.constexpr):
    """Weight and bias of the channels from ``start`` on, or what missing ones amount to."""
    channel = start + tl.arange(0, exists.shape[0])
    weight = tl.full((1,), 1.0, ACC)
    bias = tl.full((1,), 0.0, ACC)
    if weight_ptr is not None:
        weight = tl.load(weight_ptr + channel, mask=exists, other=0.0).to(ACC)
    if bias_ptr is not None:
        bias = tl.load(bias_ptr + channel, mask=exists, other=0.0).to(ACC)
    return weight, bias


@triton.jit
def group_of(sample, channel, channels, per_group):
    """The group of a channel, in ``(N * num_groups)``."""
    return sample * (channels // per_group) + channel // per_group


@triton.jit
def of_groups(first_ptr, second_ptr, unit, sample, start, exists, channels, per_group, GROUPS: tl.constexpr):
    """Two values of the group of each channel; of all channels at once, ``(1,)``, if the unit is one group."""
    if GROUPS == 1:
        group = unit + tl.zeros((1,), tl.int32)
        first = tl.load(first_ptr + group)
        second = tl.load(second_ptr + group)
    else:
        group = group_of(sample, start + tl.arange(0, exists.shape[0]), channels, per_group)
        first = tl.load(first_ptr + group, mask=exists, other=0.0)
        second = tl.load(second_ptr + group, mask=exists, other=0.0)
    return first, second


@triton.jit
def group_sum(values, per_group, GROUPS: tl.constexpr):
    """For each channel the sum of ``values`` over its group, up to ``GROUPS`` of them; ``(1,)`` if it is one."""
    if GROUPS == 1:
        result = tl.sum(values, axis=0, keep_dims=True)
    else:
        group = tl.arange(0, values.shape[0]) // per_group
        is_in = group[:, None] == tl.arange(0, GROUPS)[None, :]
        sums = tl.sum(tl.where(is_in, values[:, None], 0.0), axis=0)
        result = tl.sum(tl.where(is_in, sums[None, :], 0.0), axis=1)
    return result


@triton.jit
def tile_mean(values, size, scale, per_group, GROUPS: tl.constexpr):
    """For each channel of a tile the mean of ``values`` over its group, of ``size``; ``(1,)`` if it is one group."""
    if GROUPS == 1:
        # All lanes at once: row by row would take as many shuffles for each row.
        result = quotient(tl.sum(values), size, scale) + tl.zeros((1,), values.dtype)
    else:
        result = group_mean(tl.sum(values, axis=1), size, scale, per_group, GROUPS)
    return result


@triton.jit
def quotient(total, size, scale):
    """``total / size``, exact where a float is, by a ``scale`` that is the approximate reciprocal of ``size``."""
    first = total * scale
    return tl.fma(tl.fma(-first, size, total), scale, first)


@triton.jit
def sigmoid(z, ACC: tl.constexpr):
    """``1 / (1 + exp(-z))``, in float32 by two approximations of the hardware, good to a few units in the last place.

    ``tl.sigmoid`` also scales denormal numbers, which none of these are, for twice the instructions.
    """
    if ACC == tl.float32 and not _IS_INTERPRETED:
        power = tl.inline_asm_elementwise(
            "ex2.approx.ftz.f32 $0, $1;", "=f,f", [z * -1.4426950408889634], dtype=tl.float32, is_pure=True, pack=1
        )
        result = tl.inline_asm_elementwise(
            "rcp.approx.ftz.f32 $0, $1;", "=f,f", [1.0 + power], dtype=tl.float32, is_pure=True, pack=1
        )
    else:
        result = tl.sigmoid(z)
    return result


@triton.jit
def reciprocal_deviation(variance, EPS: tl.constexpr, ACC: tl.constexpr):
    """``1 / sqrt(variance + EPS)``, rounded correctly; NaN stays NaN."""
    variance = tl.where(variance < 0.0, 0.0, variance) + EPS
    if ACC == tl.float64:
        result = 1.0 / tl.sqrt(variance)
    else:
        result = tl.div_rn(1.0, tl.sqrt_rn(variance))
    return result


@triton.jit
def group_mean(values, size, scale, per_group, GROUPS: tl.constexpr):
    """For each channel the sum of ``values`` over its group, one of up to ``GROUPS``, over ``size``."""
    group = tl.arange(0, values.shape[0]) // per_group
    is_in = group[:, None] == tl.arange(0, GROUPS)[None, :]
    means = quotient(tl.sum(tl.where(is_in, values[:, None], 0.0), axis=0), size, scale)
    return tl.sum(tl.where(is_in, means[None, :], 0.0), axis=1)
