"""Group normalization, backward: gradients of input, weight and bias from x, mean and reciprocal deviation.

With ``g`` the gradient before the activation, ``A = sum(g * x_hat)`` and ``B = sum(g)`` over the pixels of a
channel, and ``m`` the elements of a group::

    dx = rstd * (weight * g - x_hat * sum(weight * A) / m - sum(weight * B) / m)
    dweight = sum of A over the samples, dbias = sum of B over the samples
"""

import triton
import triton.language as tl

from typed_torch.ops.kernels.tiles import (
    advance,
    aligned,
    chunk_of,
    flat_channel,
    flat_parameter,
    flat_tile,
    group_sum,
    kernel,
    locate,
    of_groups,
    parameters,
    sigmoid,
    tile,
)
from typed_torch.ops.kernels.turns import MERGE, SUM, merged_group, part_of, signal, take_turn, wait


@kernel
def resident(
    dy_ptr, x_ptr, weight_ptr, bias_ptr, mean_ptr, rstd_ptr, dx_ptr, a_ptr, b_ptr, channels, pixels, per_group, span,
    SILU: tl.constexpr, ACC: tl.constexpr, GROUPS: tl.constexpr, CHANNELS_LAST: tl.constexpr,
    ALIGN: tl.constexpr, WIDE: tl.constexpr, BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr,
):  # fmt: skip
    """Whole groups held in registers: x and dy are read once."""
    channels, pixels, span = aligned(channels, pixels, span, CHANNELS_LAST, ALIGN)
    unit = tl.program_id(0)
    sample, start, exists, base = locate(unit, 0, channels, pixels, span, BLOCK_C, CHANNELS_LAST)
    mean, rstd = of_groups(mean_ptr, rstd_ptr, unit, sample, start, exists, channels, per_group, GROUPS)
    weight, bias = parameters(weight_ptr, bias_ptr, start, exists, ACC)
    place = tile(channels, pixels, BLOCK_C, BLOCK_P, CHANNELS_LAST, WIDE)
    inside = exists[:, None] & (tl.arange(0, BLOCK_P) < pixels)[None, :]
    x_hat, g = _load(
        dy_ptr + base, x_ptr + base, place, inside, mean[:, None], rstd[:, None],
        weight[:, None], bias[:, None], SILU, ACC, False
    )  # fmt: skip
    a = tl.sum(g * x_hat, axis=1)
    b = tl.sum(g, axis=1)
    _store_sums(a_ptr, b_ptr, sample * channels + start, a, b, exists)
    if dx_ptr is not None:
        scale = 1.0 / (tl.full((), per_group, ACC) * pixels)
        c1 = group_sum(weight * a, per_group, GROUPS) * scale
        c2 = group_sum(weight * b, per_group, GROUPS) * scale
        dx = _input_gradient(x_hat, g, rstd[:, None], weight[:, None], c1[:, None], c2[:, None])
        tl.store(dx_ptr + base + place, dx, mask=inside)


@kernel
def flat(
    dy_ptr, x_ptr, weight_ptr, bias_ptr, mean_ptr, rstd_ptr, dx_ptr, a_ptr, b_ptr, channels, pixels, per_group,
    SILU: tl.constexpr, ACC: tl.constexpr, ALIGN: tl.constexpr, BLOCK_P: tl.constexpr,
    CHANNELS: tl.constexpr, VECTORS: tl.constexpr,
):  # fmt: skip
    """One group held in registers as it lies in memory: for rows that are not aligned, in a group that is."""
    group = tl.program_id(0)
    size = per_group * pixels // ALIGN * ALIGN
    base = group.to(tl.int64) * size
    mean = tl.load(mean_ptr + group)
    rstd = tl.load(rstd_ptr + group)
    place, inside = flat_tile(per_group, pixels, ALIGN, BLOCK_P)
    x = tl.load(x_ptr + base + place, mask=inside, other=0.0).to(ACC)
    dy = tl.load(dy_ptr + base + place, mask=inside, other=0.0).to(ACC)
    start = group % (channels // per_group) * per_group
    channel, is_first = flat_channel(pixels, ALIGN, BLOCK_P)
    this_weight, next_weight = flat_parameter(weight_ptr, start, channel, per_group, 1.0, ACC)
    this_bias, next_bias = flat_parameter(bias_ptr, start, channel, per_group, 0.0, ACC)
    weight = tl.where(is_first, this_weight, next_weight)
    bias = tl.where(is_first, this_bias, next_bias)
    x_hat, g = _before_activation(x - mean, dy, rstd, weight, bias, SILU, ACC)
    this_a, this_b = _vector_sums(x_hat, tl.where(is_first, g, 0.0), inside)
    next_a, next_b = _vector_sums(x_hat, tl.where(is_first, 0.0, g), inside)
    if dx_ptr is not None:
        scale = 1.0 / tl.full((), size, ACC)
        c1 = tl.sum(this_weight * this_a + next_weight * next_a) * scale
        c2 = tl.sum(this_weight * this_b + next_weight * next_b) * scale
        tl.store(dx_ptr + base + place, _input_gradient(x_hat, g, rstd, weight, c1, c2), mask=inside)
    if a_ptr is not None:  # last, when the tile's registers are free again
        a = _channel_sums(this_a, next_a, pixels, ALIGN, CHANNELS, VECTORS)
        b = _channel_sums(this_b, next_b, pixels, ALIGN, CHANNELS, VECTORS)
        first = (group // (channels // per_group)).to(tl.int64) * channels + start
        _store_sums(a_ptr, b_ptr, first, a, b, tl.arange(0, CHANNELS) < per_group)


@kernel
def streamed(
    dy_ptr, x_ptr, weight_ptr, bias_ptr, mean_ptr, rstd_ptr, dx_ptr, a_ptr, b_ptr, channels, pixels, per_group, span,
    SILU: tl.constexpr, ACC: tl.constexpr, GROUPS: tl.constexpr, CHANNELS_LAST: tl.constexpr,
    ALIGN: tl.constexpr, WIDE: tl.constexpr, BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr,
):  # fmt: skip
    """Whole groups, read twice by one program: the second time from a cache."""
    channels, pixels, span = aligned(channels, pixels, span, CHANNELS_LAST, ALIGN)
    unit = tl.program_id(0)
    blocks = tl.cdiv(span, BLOCK_C)
    weighted_a = tl.zeros((BLOCK_C,), ACC)
    weighted_b = tl.zeros((BLOCK_C,), ACC)
    for step in range(blocks):
        sample, start, exists, base = locate(unit, step * BLOCK_C, channels, pixels, span, BLOCK_C, CHANNELS_LAST)
        mean, rstd = of_groups(mean_ptr, rstd_ptr, unit, sample, start, exists, channels, per_group, GROUPS)
        weight, bias = parameters(weight_ptr, bias_ptr, start, exists, ACC)
        a, b = _sums(
            dy_ptr, x_ptr, mean, rstd, weight, bias, exists, base, 0, pixels, channels, pixels,
            SILU, ACC, CHANNELS_LAST, WIDE, BLOCK_C, BLOCK_P,
        )  # fmt: skip
        _store_sums(a_ptr, b_ptr, sample * channels + start, a, b, exists)
        weighted_a += weight * a
        weighted_b += weight * b
    if dx_ptr is not None:
        size = tl.full((), per_group, ACC) * pixels
        c1 = group_sum(weighted_a, per_group, GROUPS) / size
        c2 = group_sum(weighted_b, per_group, GROUPS) / size
        for step in range(blocks):
            sample, start, exists, base = locate(
                unit, (blocks - 1 - step) * BLOCK_C, channels, pixels, span, BLOCK_C, CHANNELS_LAST
            )
            mean, rstd = of_groups(mean_ptr, rstd_ptr, unit, sample, start, exists, channels, per_group, GROUPS)
            weight, bias = parameters(weight_ptr, bias_ptr, start, exists, ACC)
            _apply(
                dy_ptr, x_ptr, dx_ptr, mean, rstd, weight, bias, c1, c2, exists, base, 0, pixels, channels, pixels,
                SILU, ACC, CHANNELS_LAST, WIDE, BLOCK_C, BLOCK_P, True,
            )  # fmt: skip


@kernel
def split_sums(
    dy_ptr, x_ptr, weight_ptr, bias_ptr, mean_ptr, rstd_ptr, slot_a_ptr, slot_b_ptr,
    channels, pixels, per_group, splits, steps,
    SILU: tl.constexpr, ACC: tl.constexpr, CHANNELS_LAST: tl.constexpr,
    ALIGN: tl.constexpr, WIDE: tl.constexpr, BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr,
):  # fmt: skip
    """A and B over ``steps`` blocks of pixels of ``BLOCK_C`` channels, into slots ``(N, splits, C)``."""
    channels, pixels, _ = aligned(channels, pixels, 0, CHANNELS_LAST, ALIGN)
    _sums_of_part(
        dy_ptr, x_ptr, weight_ptr, bias_ptr, mean_ptr, rstd_ptr, slot_a_ptr, slot_b_ptr,
        tl.program_id(0), 0, tl.program_id(1), channels, pixels, per_group, BLOCK_C, splits, steps,
        SILU, ACC, CHANNELS_LAST, WIDE, BLOCK_C, BLOCK_P,
    )  # fmt: skip


@kernel
def split_merge(
    slot_a_ptr, slot_b_ptr, weight_ptr, a_ptr, b_ptr, c1_ptr, c2_ptr, channels, pixels, per_group, splits,
    ACC: tl.constexpr, BLOCK_D: tl.constexpr, BLOCK_S: tl.constexpr,
):  # fmt: skip
    """A and B of one group's channels from their slots, and the two sums over the group that dx needs."""
    _merge_slots(
        slot_a_ptr, slot_b_ptr, weight_ptr, a_ptr, b_ptr, c1_ptr, c2_ptr, tl.program_id(0),
        channels, pixels, per_group, splits, ACC, BLOCK_D, BLOCK_S,
    )  # fmt: skip


@kernel
def split_apply(
    dy_ptr, x_ptr, weight_ptr, bias_ptr, mean_ptr, rstd_ptr, c1_ptr, c2_ptr, dx_ptr,
    channels, pixels, per_group, steps,
    SILU: tl.constexpr, ACC: tl.constexpr, CHANNELS_LAST: tl.constexpr,
    ALIGN: tl.constexpr, WIDE: tl.constexpr, BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr,
):  # fmt: skip
    """What ``split_sums`` read last comes first, while a cache may hold it."""
    channels, pixels, _ = aligned(channels, pixels, 0, CHANNELS_LAST, ALIGN)
    unit = tl.num_programs(0) - 1 - tl.program_id(0)
    split = tl.num_programs(1) - 1 - tl.program_id(1)
    _apply_to_part(
        dy_ptr, x_ptr, weight_ptr, bias_ptr, mean_ptr, rstd_ptr, c1_ptr, c2_ptr, dx_ptr, unit, 0, split,
        channels, pixels, per_group, BLOCK_C, steps, SILU, ACC, CHANNELS_LAST, WIDE, BLOCK_C, BLOCK_P, True,
    )  # fmt: skip


@kernel
def pipelined(
    dy_ptr, x_ptr, weight_ptr, bias_ptr, mean_ptr, rstd_ptr, dx_ptr, a_ptr, b_ptr,
    slot_a_ptr, slot_b_ptr, c1_ptr, c2_ptr, turns_ptr,
    channels, pixels, per_group, span, splits, steps, sections, lag,
    SILU: tl.constexpr, ACC: tl.constexpr, CHANNELS_LAST: tl.constexpr,
    ALIGN: tl.constexpr, WIDE: tl.constexpr, BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr,
    BLOCK_D: tl.constexpr, BLOCK_S: tl.constexpr,
):  # fmt: skip
    """The split kernels in one launch, by sections of ``span`` channels: dx of each while a cache holds x and dy."""
    channels, pixels, span = aligned(channels, pixels, span, CHANNELS_LAST, ALIGN)
    parts, merges = tl.cdiv(span, BLOCK_C) * splits, span // per_group
    summed_ptr, merged_ptr = turns_ptr + 1, turns_ptr + 1 + sections
    stage, section, index = take_turn(turns_ptr, sections, parts, merges, lag)
    if stage == SUM:
        first, split = part_of(index, splits, BLOCK_C)
        _sums_of_part(
            dy_ptr, x_ptr, weight_ptr, bias_ptr, mean_ptr, rstd_ptr, slot_a_ptr, slot_b_ptr, section, first, split,
            channels, pixels, per_group, span, splits, steps, SILU, ACC, CHANNELS_LAST, WIDE, BLOCK_C, BLOCK_P,
        )  # fmt: skip
        signal(summed_ptr + section)
    elif stage == MERGE:
        wait(summed_ptr + section, parts)
        group, exists = merged_group(section, index, channels, per_group, span)
        if exists:
            _merge_slots(
                slot_a_ptr, slot_b_ptr, weight_ptr, a_ptr, b_ptr, c1_ptr, c2_ptr, group,
                channels, pixels, per_group, splits, ACC, BLOCK_D, BLOCK_S,
            )  # fmt: skip
        signal(merged_ptr + section)
    elif dx_ptr is not None:
        wait(merged_ptr + section, merges)
        first, split = part_of(parts - 1 - index, splits, BLOCK_C)
        _apply_to_part(
            dy_ptr, x_ptr, weight_ptr, bias_ptr, mean_ptr, rstd_ptr, c1_ptr, c2_ptr, dx_ptr, section, first, split,
            channels, pixels, per_group, span, steps, SILU, ACC, CHANNELS_LAST, WIDE, BLOCK_C, BLOCK_P, False,
        )  # fmt: skip


@kernel
def parameter_gradients(
    a_ptr, b_ptr, dweight_ptr, dbias_ptr, samples, channels,
    ACC: tl.constexpr, BLOCK_N: tl.constexpr, BLOCK_K: tl.constexpr,
):  # fmt: skip
    """Gradients of weight and bias: A and B, ``(N, C)``, summed over the samples in a fixed order."""
    channel = tl.program_id(0) * BLOCK_K + tl.arange(0, BLOCK_K)
    exists = channel < channels
    if dweight_ptr is not None:
        total = _over_samples(a_ptr, channel, exists, samples, channels, ACC, BLOCK_N, BLOCK_K)
        tl.store(dweight_ptr + channel, total, mask=exists)
    if dbias_ptr is not None:
        total = _over_samples(b_ptr, channel, exists, samples, channels, ACC, BLOCK_N, BLOCK_K)
        tl.store(dbias_ptr + channel, total, mask=exists)


@triton.jit
def _sums_of_part(
    dy_ptr, x_ptr, weight_ptr, bias_ptr, mean_ptr, rstd_ptr, slot_a_ptr, slot_b_ptr, unit, first_channel, split,
    channels, pixels, per_group, span, splits, steps,
    SILU: tl.constexpr, ACC: tl.constexpr, CHANNELS_LAST: tl.constexpr, WIDE: tl.constexpr,
    BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr,
):  # fmt: skip
    """A and B over the ``split``-th ``steps`` blocks of pixels of some of a unit's channels, into their slots."""
    sample, start, exists, base = locate(unit, first_channel, channels, pixels, span, BLOCK_C, CHANNELS_LAST)
    mean, rstd = of_groups(mean_ptr, rstd_ptr, unit, sample, start, exists, channels, per_group, 0)
    weight, bias = parameters(weight_ptr, bias_ptr, start, exists, ACC)
    first, last = chunk_of(split, steps, pixels, BLOCK_P, WIDE)
    a, b = _sums(
        dy_ptr, x_ptr, mean, rstd, weight, bias, exists, base, first, last, channels, pixels,
        SILU, ACC, CHANNELS_LAST, WIDE, BLOCK_C, BLOCK_P,
    )  # fmt: skip
    _store_sums(slot_a_ptr, slot_b_ptr, (sample * splits + split) * channels + start, a, b, exists)


@triton.jit
def _merge_slots(
    slot_a_ptr, slot_b_ptr, weight_ptr, a_ptr, b_ptr, c1_ptr, c2_ptr, group, channels, pixels, per_group, splits,
    ACC: tl.constexpr, BLOCK_D: tl.constexpr, BLOCK_S: tl.constexpr,
):  # fmt: skip
    groups = channels // per_group
    sample = (group // groups).to(tl.int64)
    c1 = tl.zeros((BLOCK_D,), ACC)
    c2 = tl.zeros((BLOCK_D,), ACC)
    for d in range(0, per_group, BLOCK_D):
        exists = d + tl.arange(0, BLOCK_D) < per_group
        start = group % groups * per_group + d
        a = tl.zeros((BLOCK_S, BLOCK_D), ACC)
        b = tl.zeros((BLOCK_S, BLOCK_D), ACC)
        for s in range(0, splits, BLOCK_S):
            split = s + tl.arange(0, BLOCK_S)
            slot = (sample * splits + split)[:, None] * channels + (start + tl.arange(0, BLOCK_D))[None, :]
            inside = (split < splits)[:, None] & exists[None, :]
            a += tl.load(slot_a_ptr + slot, mask=inside, other=0.0)
            b += tl.load(slot_b_ptr + slot, mask=inside, other=0.0)
        total_a = tl.sum(a, axis=0)
        total_b = tl.sum(b, axis=0)
        _store_sums(a_ptr, b_ptr, sample * channels + start, total_a, total_b, exists)
        weight, _ = parameters(weight_ptr, None, start, exists, ACC)
        c1 += weight * total_a
        c2 += weight * total_b
    size = tl.full((), per_group, ACC) * pixels
    tl.store(c1_ptr + group, tl.sum(c1, axis=0) / size)
    tl.store(c2_ptr + group, tl.sum(c2, axis=0) / size)


@triton.jit
def _apply_to_part(
    dy_ptr, x_ptr, weight_ptr, bias_ptr, mean_ptr, rstd_ptr, c1_ptr, c2_ptr, dx_ptr, unit, first_channel, split,
    channels, pixels, per_group, span, steps,
    SILU: tl.constexpr, ACC: tl.constexpr, CHANNELS_LAST: tl.constexpr, WIDE: tl.constexpr,
    BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr, KEEP: tl.constexpr,
):  # fmt: skip
    """dx of what ``_sums_of_part`` with the same arguments read."""
    sample, start, exists, base = locate(unit, first_channel, channels, pixels, span, BLOCK_C, CHANNELS_LAST)
    mean, rstd = of_groups(mean_ptr, rstd_ptr, unit, sample, start, exists, channels, per_group, 0)
    weight, bias = parameters(weight_ptr, bias_ptr, start, exists, ACC)
    c1, c2 = of_groups(c1_ptr, c2_ptr, unit, sample, start, exists, channels, per_group, 0)
    first, last = chunk_of(split, steps, pixels, BLOCK_P, WIDE)
    _apply(
        dy_ptr, x_ptr, dx_ptr, mean, rstd, weight, bias, c1, c2, exists, base, first, last, channels, pixels,
        SILU, ACC, CHANNELS_LAST, WIDE, BLOCK_C, BLOCK_P, KEEP,
    )  # fmt: skip


@triton.jit
def _over_samples(
    ptr, channel, exists, samples, channels, ACC: tl.constexpr, BLOCK_N: tl.constexpr, BLOCK_K: tl.constexpr
):
    total = tl.zeros((BLOCK_N, BLOCK_K), ACC)
    for start in range(0, samples, BLOCK_N):
        sample = start + tl.arange(0, BLOCK_N)
        place = sample.to(tl.int64)[:, None] * channels + channel[None, :]
        total += tl.load(ptr + place, mask=(sample < samples)[:, None] & exists[None, :], other=0.0)
    return tl.sum(total, axis=0)


@triton.jit
def _vector_sums(x_hat, g, inside):
    """A and B over each vector of a flat tile, 0 for one that is not there."""
    a = tl.sum(x_hat * g, axis=1, keep_dims=True)
    b = tl.sum(g, axis=1, keep_dims=True)
    return tl.where(inside, a, 0.0), tl.where(inside, b, 0.0)


@triton.jit
def _channel_sums(this, next, pixels, ALIGN: tl.constexpr, CHANNELS: tl.constexpr, VECTORS: tl.constexpr):
    """For each channel the sum over the vectors that it is in, up to ``VECTORS`` of them, from those of its parts."""
    lane = tl.arange(0, CHANNELS * VECTORS)
    first = lane // VECTORS * pixels
    vector = first // ALIGN + lane % VECTORS
    place = vector * ALIGN
    index = tl.minimum(vector, this.shape[0] - 1)
    ends = tl.where(place < first, tl.gather(next.reshape(next.shape[0]), index, 0), 0.0)
    rest = (place >= first) & (place < first + pixels)
    sums = tl.where(rest, tl.gather(this.reshape(this.shape[0]), index, 0), ends)
    return tl.sum(sums.reshape(CHANNELS, VECTORS), axis=1)


@triton.jit
def _store_sums(a_ptr, b_ptr, first, a, b, exists):
    place = first + tl.arange(0, exists.shape[0])
    if a_ptr is not None:
        tl.store(a_ptr + place, a, mask=exists)
        tl.store(b_ptr + place, b, mask=exists)


@triton.jit
def _sums(
    dy_ptr, x_ptr, mean, rstd, weight, bias, exists, base, first, last, channels, pixels,
    SILU: tl.constexpr, ACC: tl.constexpr, CHANNELS_LAST: tl.constexpr, WIDE: tl.constexpr,
    BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr,
):  # fmt: skip
    """A and B over pixels ``first`` to ``last`` of each channel."""
    place = tile(channels, pixels, BLOCK_C, BLOCK_P, CHANNELS_LAST, WIDE)
    a = tl.zeros((BLOCK_C, BLOCK_P), ACC)
    b = tl.zeros((BLOCK_C, BLOCK_P), ACC)
    for pixel in range(first, last, BLOCK_P):
        inside = exists[:, None] & (pixel + tl.arange(0, BLOCK_P) < last)[None, :]
        here = advance(base, pixel, channels, CHANNELS_LAST)
        x_hat, g = _load(
            dy_ptr + here, x_ptr + here, place, inside, mean[:, None], rstd[:, None],
            weight[:, None], bias[:, None], SILU, ACC, False
        )  # fmt: skip
        a += g * x_hat
        b += g
    return tl.sum(a, axis=1), tl.sum(b, axis=1)


@triton.jit
def _apply(
    dy_ptr, x_ptr, dx_ptr, mean, rstd, weight, bias, c1, c2, exists, base, first, last, channels, pixels,
    SILU: tl.constexpr, ACC: tl.constexpr, CHANNELS_LAST: tl.constexpr, WIDE: tl.constexpr,
    BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr, KEEP: tl.constexpr,
):  # fmt: skip
    """dx of pixels ``first`` to ``last`` of each channel, the last ones first; nobody reads x and dy again.

    Unless a cache should ``KEEP`` dx, it rather keeps what else it holds.
    """
    POLICY: tl.constexpr = "" if KEEP else "evict_first"
    place = tile(channels, pixels, BLOCK_C, BLOCK_P, CHANNELS_LAST, WIDE)
    steps = tl.cdiv(last - first, BLOCK_P)
    for step in range(steps):
        pixel = first + (steps - 1 - step) * BLOCK_P
        inside = exists[:, None] & (pixel + tl.arange(0, BLOCK_P) < last)[None, :]
        here = advance(base, pixel, channels, CHANNELS_LAST)
        x_hat, g = _load(
            dy_ptr + here, x_ptr + here, place, inside, mean[:, None], rstd[:, None],
            weight[:, None], bias[:, None], SILU, ACC, True
        )  # fmt: skip
        dx = _input_gradient(x_hat, g, rstd[:, None], weight[:, None], c1[:, None], c2[:, None])
        tl.store(dx_ptr + here + place, dx, mask=inside, eviction_policy=POLICY)


@triton.jit
def _load(
    dy_ptr, x_ptr, place, inside, mean, rstd, weight, bias,
    SILU: tl.constexpr, ACC: tl.constexpr, IS_LAST: tl.constexpr,
):  # fmt: skip
    """``x_hat`` and ``g``, the gradient before the activation; both 0 where there is no element, for sums.

    Where it ``IS_LAST`` to read x and dy, a cache need not keep them, and nothing is summed.
    """
    POLICY: tl.constexpr = "evict_first" if IS_LAST else ""
    x = tl.load(x_ptr + place, mask=inside, other=0.0, eviction_policy=POLICY).to(ACC)
    dy = tl.load(dy_ptr + place, mask=inside, other=0.0, eviction_policy=POLICY).to(ACC)
    deviation = x - mean
    if not IS_LAST:
        # Where it is 0, so is dy: g is as well, whatever the activation, unless the whole channel is not finite.
        deviation = tl.where(inside, deviation, 0.0)
    return _before_activation(deviation, dy, rstd, weight, bias, SILU, ACC)


@triton.jit
def _before_activation(deviation, dy, rstd, weight, bias, SILU: tl.constexpr, ACC: tl.constexpr):
    """``x_hat``, and the gradient of what it becomes by weight and bias."""
    x_hat = deviation * rstd
    g = dy
    if SILU:
        z = x_hat * weight + bias
        s = sigmoid(z, ACC)
        g = dy * (s * (1.0 + z * (1.0 - s)))
    return x_hat, g


@triton.jit
def _input_gradient(x_hat, g, rstd, weight, c1, c2):
    return rstd * (weight * g - x_hat * c1 - c2)
