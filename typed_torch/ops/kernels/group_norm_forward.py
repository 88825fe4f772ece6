"""Group normalization, forward: mean and reciprocal deviation of every group, then ``silu(x_hat * weight + bias)``.

Statistics follow Chan, Golub and LeVeque, "Algorithms for computing the sample variance" (1983): two passes over a
tile in registers, a merge lane by lane in loops, of lanes and chunks by their counts. Loops load one tile ahead.
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
    group_of,
    group_sum,
    kernel,
    locate,
    of_groups,
    parameters,
    quotient,
    reciprocal_deviation,
    sigmoid,
    tile,
    tile_mean,
)
from typed_torch.ops.kernels.turns import MERGE, SUM, merged_group, part_of, signal, take_turn, wait


@kernel
def resident(
    x_ptr, weight_ptr, bias_ptr, y_ptr, mean_ptr, rstd_ptr, channels, pixels, per_group, span,
    EPS: tl.constexpr, SILU: tl.constexpr, ACC: tl.constexpr, GROUPS: tl.constexpr, CHANNELS_LAST: tl.constexpr,
    ALIGN: tl.constexpr, WIDE: tl.constexpr, BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr,
):  # fmt: skip
    """Whole groups held in registers: x is read once."""
    channels, pixels, span = aligned(channels, pixels, span, CHANNELS_LAST, ALIGN)
    unit = tl.program_id(0)
    sample, start, exists, base = locate(unit, 0, channels, pixels, span, BLOCK_C, CHANNELS_LAST)
    place = tile(channels, pixels, BLOCK_C, BLOCK_P, CHANNELS_LAST, WIDE)
    inside = exists[:, None] & (tl.arange(0, BLOCK_P) < pixels)[None, :]
    x = tl.load(x_ptr + base + place, mask=inside, other=0.0).to(ACC)

    size = tl.full((), per_group, ACC) * pixels
    scale = 1.0 / size
    mean = tile_mean(x, size, scale, per_group, GROUPS)
    x = tl.where(inside, x - mean[:, None], 0.0)
    rest = tile_mean(x, size, scale, per_group, GROUPS)
    squares = tile_mean(x * x, size, scale, per_group, GROUPS)
    rstd = reciprocal_deviation(squares - rest * rest, EPS, ACC)

    weight, bias = parameters(weight_ptr, bias_ptr, start, exists, ACC)
    tl.store(y_ptr + base + place, _normalized(x, rest, rstd, weight, bias, SILU, ACC), mask=inside)
    _store_statistics(mean_ptr, rstd_ptr, mean + rest, rstd, unit, sample, start, exists, channels, per_group, GROUPS)


@kernel
def flat(
    x_ptr, weight_ptr, bias_ptr, y_ptr, mean_ptr, rstd_ptr, channels, pixels, per_group,
    EPS: tl.constexpr, SILU: tl.constexpr, ACC: tl.constexpr, ALIGN: tl.constexpr, BLOCK_P: tl.constexpr,
):  # fmt: skip
    """One group held in registers as it lies in memory: for rows that are not aligned, in a group that is."""
    group = tl.program_id(0)
    size = per_group * pixels // ALIGN * ALIGN
    base = group.to(tl.int64) * size
    place, inside = flat_tile(per_group, pixels, ALIGN, BLOCK_P)
    x = tl.load(x_ptr + base + place, mask=inside, other=0.0).to(ACC)

    count = tl.full((), size, ACC)
    scale = 1.0 / count
    mean = quotient(tl.sum(x), count, scale)
    x = tl.where(inside, x - mean, 0.0)
    rest = quotient(tl.sum(x), count, scale)
    squares = tl.sum(x * x) * scale
    rstd = reciprocal_deviation(squares - rest * rest, EPS, ACC)

    start = group % (channels // per_group) * per_group
    channel, is_first = flat_channel(pixels, ALIGN, BLOCK_P)
    weight, next_weight = flat_parameter(weight_ptr, start, channel, per_group, 1.0, ACC)
    bias, next_bias = flat_parameter(bias_ptr, start, channel, per_group, 0.0, ACC)
    factor = tl.where(is_first, weight * rstd, next_weight * rstd)
    y = (x - rest) * factor + tl.where(is_first, bias, next_bias)
    if SILU:
        y *= sigmoid(y, ACC)
    tl.store(y_ptr + base + place, y, mask=inside)
    tl.store(mean_ptr + group, mean + rest)
    tl.store(rstd_ptr + group, rstd)


@kernel
def streamed(
    x_ptr, weight_ptr, bias_ptr, y_ptr, mean_ptr, rstd_ptr, channels, pixels, per_group, span,
    EPS: tl.constexpr, SILU: tl.constexpr, ACC: tl.constexpr, GROUPS: tl.constexpr, CHANNELS_LAST: tl.constexpr,
    ALIGN: tl.constexpr, WIDE: tl.constexpr, BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr,
):  # fmt: skip
    """Whole groups, read twice by one program: the second time from a cache."""
    channels, pixels, span = aligned(channels, pixels, span, CHANNELS_LAST, ALIGN)
    unit = tl.program_id(0)
    if CHANNELS_LAST:
        sample, start, exists, base = locate(unit, 0, channels, pixels, span, BLOCK_C, True)
        mean, squares = _moments(x_ptr, base, exists, 0, pixels, channels, pixels, ACC, True, WIDE, BLOCK_C, BLOCK_P)
        mean, squares = _merge_channels(mean, squares, exists, pixels, per_group, GROUPS, ACC)
    else:
        # One group, whose channels lie one after the other: as good as one channel.
        sample, start, exists, base = locate(unit, 0, channels, pixels, span, 1, False)
        size = per_group * pixels
        mean, squares = _moments(x_ptr, base, exists, 0, size, channels, size, ACC, False, WIDE, 1, BLOCK_C * BLOCK_P)
    rstd = reciprocal_deviation(squares / (tl.full((), per_group, ACC) * pixels), EPS, ACC)
    _store_statistics(mean_ptr, rstd_ptr, mean, rstd, unit, sample, start, exists, channels, per_group, GROUPS)

    blocks = tl.cdiv(span, BLOCK_C)
    for step in range(blocks):
        first = (blocks - 1 - step) * BLOCK_C
        _, begin, are_there, place = locate(unit, first, channels, pixels, span, BLOCK_C, CHANNELS_LAST)
        _apply(
            x_ptr, weight_ptr, bias_ptr, y_ptr, mean, rstd, begin, are_there, place, 0, pixels, channels, pixels,
            SILU, ACC, CHANNELS_LAST, WIDE, BLOCK_C, BLOCK_P, True,
        )  # fmt: skip


@kernel
def split_moments(
    x_ptr, slot_mean_ptr, slot_squares_ptr, channels, pixels, splits, steps,
    ACC: tl.constexpr, CHANNELS_LAST: tl.constexpr,
    ALIGN: tl.constexpr, WIDE: tl.constexpr, BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr,
):  # fmt: skip
    """Moments of ``steps`` blocks of pixels of ``BLOCK_C`` channels, into slots ``(N, splits, C)``."""
    channels, pixels, _ = aligned(channels, pixels, 0, CHANNELS_LAST, ALIGN)
    _moments_of_part(
        x_ptr, slot_mean_ptr, slot_squares_ptr, tl.program_id(0), 0, tl.program_id(1), channels, pixels,
        BLOCK_C, splits, steps, ACC, CHANNELS_LAST, WIDE, BLOCK_C, BLOCK_P,
    )  # fmt: skip


@kernel
def split_merge(
    slot_mean_ptr, slot_squares_ptr, mean_ptr, rstd_ptr, channels, pixels, per_group, splits, chunk,
    EPS: tl.constexpr, ACC: tl.constexpr, BLOCK_D: tl.constexpr, BLOCK_S: tl.constexpr,
):  # fmt: skip
    """Mean and reciprocal deviation of one group from its slots of ``chunk`` pixels, always in the same order."""
    _merge_slots(
        slot_mean_ptr, slot_squares_ptr, mean_ptr, rstd_ptr, tl.program_id(0), channels, pixels, per_group,
        splits, chunk, EPS, ACC, BLOCK_D, BLOCK_S,
    )  # fmt: skip


@kernel
def split_apply(
    x_ptr, weight_ptr, bias_ptr, y_ptr, mean_ptr, rstd_ptr, channels, pixels, per_group, steps,
    SILU: tl.constexpr, ACC: tl.constexpr, CHANNELS_LAST: tl.constexpr,
    ALIGN: tl.constexpr, WIDE: tl.constexpr, BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr,
):  # fmt: skip
    """What ``split_moments`` read last is normalized first, while a cache may hold it."""
    channels, pixels, _ = aligned(channels, pixels, 0, CHANNELS_LAST, ALIGN)
    unit = tl.num_programs(0) - 1 - tl.program_id(0)
    split = tl.num_programs(1) - 1 - tl.program_id(1)
    _apply_to_part(
        x_ptr, weight_ptr, bias_ptr, y_ptr, mean_ptr, rstd_ptr, unit, 0, split, channels, pixels, per_group,
        BLOCK_C, steps, SILU, ACC, CHANNELS_LAST, WIDE, BLOCK_C, BLOCK_P, True,
    )  # fmt: skip


@kernel
def pipelined(
    x_ptr, weight_ptr, bias_ptr, y_ptr, mean_ptr, rstd_ptr, slot_mean_ptr, slot_squares_ptr, turns_ptr,
    channels, pixels, per_group, span, splits, steps, chunk, sections, lag,
    EPS: tl.constexpr, SILU: tl.constexpr, ACC: tl.constexpr, CHANNELS_LAST: tl.constexpr,
    ALIGN: tl.constexpr, WIDE: tl.constexpr, BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr,
    BLOCK_D: tl.constexpr, BLOCK_S: tl.constexpr,
):  # fmt: skip
    """The split kernels in one launch, by sections of ``span`` channels: each is normalized while a cache holds it."""
    channels, pixels, span = aligned(channels, pixels, span, CHANNELS_LAST, ALIGN)
    parts, merges = tl.cdiv(span, BLOCK_C) * splits, span // per_group
    summed_ptr, merged_ptr = turns_ptr + 1, turns_ptr + 1 + sections
    stage, section, index = take_turn(turns_ptr, sections, parts, merges, lag)
    if stage == SUM:
        first, split = part_of(index, splits, BLOCK_C)
        _moments_of_part(
            x_ptr, slot_mean_ptr, slot_squares_ptr, section, first, split, channels, pixels, span, splits, steps,
            ACC, CHANNELS_LAST, WIDE, BLOCK_C, BLOCK_P,
        )  # fmt: skip
        signal(summed_ptr + section)
    elif stage == MERGE:
        wait(summed_ptr + section, parts)
        group, exists = merged_group(section, index, channels, per_group, span)
        if exists:
            _merge_slots(
                slot_mean_ptr, slot_squares_ptr, mean_ptr, rstd_ptr, group, channels, pixels, per_group,
                splits, chunk, EPS, ACC, BLOCK_D, BLOCK_S,
            )  # fmt: skip
        signal(merged_ptr + section)
    else:
        wait(merged_ptr + section, merges)
        first, split = part_of(parts - 1 - index, splits, BLOCK_C)
        _apply_to_part(
            x_ptr, weight_ptr, bias_ptr, y_ptr, mean_ptr, rstd_ptr, section, first, split, channels, pixels, per_group,
            span, steps, SILU, ACC, CHANNELS_LAST, WIDE, BLOCK_C, BLOCK_P, False,
        )  # fmt: skip


@triton.jit
def _moments_of_part(
    x_ptr, slot_mean_ptr, slot_squares_ptr, unit, first_channel, split, channels, pixels, span, splits, steps,
    ACC: tl.constexpr, CHANNELS_LAST: tl.constexpr, WIDE: tl.constexpr, BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr,
):  # fmt: skip
    """Moments of the ``split``-th ``steps`` blocks of pixels of some of a unit's channels, into their slots."""
    sample, start, exists, base = locate(unit, first_channel, channels, pixels, span, BLOCK_C, CHANNELS_LAST)
    first, last = chunk_of(split, steps, pixels, BLOCK_P, WIDE)
    mean, squares = _moments(
        x_ptr, base, exists, first, last, channels, pixels, ACC, CHANNELS_LAST, WIDE, BLOCK_C, BLOCK_P
    )
    slot = (sample * splits + split) * channels + start + tl.arange(0, BLOCK_C)
    tl.store(slot_mean_ptr + slot, mean, mask=exists)
    tl.store(slot_squares_ptr + slot, squares, mask=exists)


@triton.jit
def _merge_slots(
    slot_mean_ptr, slot_squares_ptr, mean_ptr, rstd_ptr, group, channels, pixels, per_group, splits, chunk,
    EPS: tl.constexpr, ACC: tl.constexpr, BLOCK_D: tl.constexpr, BLOCK_S: tl.constexpr,
):  # fmt: skip
    groups = channels // per_group
    first = (group // groups).to(tl.int64) * splits * channels + group % groups * per_group
    size = tl.full((), per_group, ACC) * pixels

    total = tl.zeros((BLOCK_S, BLOCK_D), ACC)
    for s in range(0, splits, BLOCK_S):
        for d in range(0, per_group, BLOCK_D):
            place, count = _slots(s, d, channels, pixels, per_group, splits, chunk, ACC, BLOCK_D, BLOCK_S)
            total += count * tl.load(slot_mean_ptr + first + place, mask=count > 0.0, other=0.0)
    mean = tl.sum(tl.sum(total, axis=1), axis=0) / size

    rest = tl.zeros((BLOCK_S, BLOCK_D), ACC)
    squares = tl.zeros((BLOCK_S, BLOCK_D), ACC)
    for s in range(0, splits, BLOCK_S):
        for d in range(0, per_group, BLOCK_D):
            place, count = _slots(s, d, channels, pixels, per_group, splits, chunk, ACC, BLOCK_D, BLOCK_S)
            deviation = tl.load(slot_mean_ptr + first + place, mask=count > 0.0, other=0.0) - mean
            deviation = tl.where(count > 0.0, deviation, 0.0)
            rest += count * deviation
            squares += count * deviation * deviation
            squares += tl.load(slot_squares_ptr + first + place, mask=count > 0.0, other=0.0)
    correction = tl.sum(tl.sum(rest, axis=1), axis=0) / size
    variance = tl.sum(tl.sum(squares, axis=1), axis=0) / size - correction * correction
    tl.store(mean_ptr + group, mean + correction)
    tl.store(rstd_ptr + group, reciprocal_deviation(variance, EPS, ACC))


@triton.jit
def _apply_to_part(
    x_ptr, weight_ptr, bias_ptr, y_ptr, mean_ptr, rstd_ptr, unit, first_channel, split, channels, pixels, per_group,
    span, steps, SILU: tl.constexpr, ACC: tl.constexpr, CHANNELS_LAST: tl.constexpr, WIDE: tl.constexpr,
    BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr, KEEP: tl.constexpr,
):  # fmt: skip
    """Normalize what ``_moments_of_part`` with the same arguments read."""
    sample, start, exists, base = locate(unit, first_channel, channels, pixels, span, BLOCK_C, CHANNELS_LAST)
    mean, rstd = of_groups(mean_ptr, rstd_ptr, unit, sample, start, exists, channels, per_group, 0)
    first, last = chunk_of(split, steps, pixels, BLOCK_P, WIDE)
    _apply(
        x_ptr, weight_ptr, bias_ptr, y_ptr, mean, rstd, start, exists, base, first, last, channels, pixels,
        SILU, ACC, CHANNELS_LAST, WIDE, BLOCK_C, BLOCK_P, KEEP,
    )  # fmt: skip


@triton.jit
def _moments(
    x_ptr, base, exists, first, last, channels, pixels,
    ACC: tl.constexpr, CHANNELS_LAST: tl.constexpr, WIDE: tl.constexpr, BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr,
):  # fmt: skip
    """Mean and sum of squared deviations of pixels ``first`` to ``last`` of each channel.

    Every lane of the tile keeps both of what it saw, all with one count, and the lanes merge at the end.
    """
    place = tile(channels, pixels, BLOCK_C, BLOCK_P, CHANNELS_LAST, WIDE)
    mean = tl.zeros((BLOCK_C, BLOCK_P), ACC)
    squares = tl.zeros((BLOCK_C, BLOCK_P), ACC)
    steps = tl.full((), 0.0, ACC)
    inside = exists[:, None] & (first + tl.arange(0, BLOCK_P) < last)[None, :]
    ahead = tl.load(x_ptr + advance(base, first, channels, CHANNELS_LAST) + place, mask=inside, other=0.0)
    for pixel in range(first, last, BLOCK_P):
        x, is_there = ahead.to(ACC), inside
        inside = exists[:, None] & (pixel + BLOCK_P + tl.arange(0, BLOCK_P) < last)[None, :]
        here = advance(base, pixel + BLOCK_P, channels, CHANNELS_LAST)
        ahead = tl.load(x_ptr + here + place, mask=inside, other=0.0)
        steps += 1.0
        deviation = x - mean
        moved = mean + deviation * (1.0 / steps)
        squares = tl.where(is_there, squares + deviation * (x - moved), squares)
        mean = tl.where(is_there, moved, mean)
    seen = tl.maximum(last - first - tl.arange(0, BLOCK_P) + BLOCK_P - 1, 0) // BLOCK_P
    count = seen.to(ACC)[None, :]
    size = tl.full((), last - first, ACC)
    center = tl.sum(count * mean, axis=1) / size
    deviation = tl.where(count > 0.0, mean - center[:, None], 0.0)
    rest = tl.sum(count * deviation, axis=1) / size
    squares = tl.sum(squares + count * deviation * deviation, axis=1) - rest * rest * size
    return center + rest, squares


@triton.jit
def _merge_channels(mean, squares, exists, pixels, per_group, GROUPS: tl.constexpr, ACC: tl.constexpr):
    """Moments of the group of each channel, from those of its channels."""
    width = tl.full((), per_group, ACC)
    center = group_sum(tl.where(exists, mean, 0.0), per_group, GROUPS) / width
    deviation = tl.where(exists, mean - center, 0.0)
    rest = group_sum(deviation, per_group, GROUPS) / width
    between = group_sum(deviation * deviation, per_group, GROUPS) - rest * rest * width
    within = group_sum(tl.where(exists, squares, 0.0), per_group, GROUPS)
    return center + rest, within + between * pixels


@triton.jit
def _store_statistics(
    mean_ptr, rstd_ptr, mean, rstd, unit, sample, start, exists, channels, per_group, GROUPS: tl.constexpr
):
    """Store what all channels of a group share, at its first channel."""
    if GROUPS == 1:
        group = unit + tl.zeros((1,), tl.int32)
        is_first = group == unit
    else:
        channel = start + tl.arange(0, exists.shape[0])
        group = group_of(sample, channel, channels, per_group)
        is_first = exists & (channel % per_group == 0)
    tl.store(mean_ptr + group, mean, mask=is_first)
    tl.store(rstd_ptr + group, rstd, mask=is_first)


@triton.jit
def _slots(
    s, d, channels, pixels, per_group, splits, chunk, ACC: tl.constexpr, BLOCK_D: tl.constexpr, BLOCK_S: tl.constexpr
):
    """Places of a block of a group's slots, and how many pixels each stands for: 0 where there is none."""
    split = s + tl.arange(0, BLOCK_S)
    channel = d + tl.arange(0, BLOCK_D)
    first = split.to(tl.int64) * chunk
    count = tl.where(split < splits, tl.minimum(first + chunk, pixels) - first, 0)
    count = tl.where((channel < per_group)[None, :], count[:, None], 0)
    return split.to(tl.int64)[:, None] * channels + channel[None, :], count.to(ACC)


@triton.jit
def _apply(
    x_ptr, weight_ptr, bias_ptr, y_ptr, mean, rstd, start, exists, base, first, last, channels, pixels,
    SILU: tl.constexpr, ACC: tl.constexpr, CHANNELS_LAST: tl.constexpr, WIDE: tl.constexpr,
    BLOCK_C: tl.constexpr, BLOCK_P: tl.constexpr, KEEP: tl.constexpr,
):  # fmt: skip
    """Normalize pixels ``first`` to ``last`` of each channel, the last ones first; nobody reads x again.

    Unless a cache should ``KEEP`` y, it rather keeps what else it holds.
    """
    POLICY: tl.constexpr = "" if KEEP else "evict_first"
    weight, bias = parameters(weight_ptr, bias_ptr, start, exists, ACC)
    place = tile(channels, pixels, BLOCK_C, BLOCK_P, CHANNELS_LAST, WIDE)
    steps = tl.cdiv(last - first, BLOCK_P)
    pixel = first + (steps - 1) * BLOCK_P
    inside = exists[:, None] & (pixel + tl.arange(0, BLOCK_P) < last)[None, :]
    here = advance(base, pixel, channels, CHANNELS_LAST)
    ahead = tl.load(x_ptr + here + place, mask=inside, other=0.0, eviction_policy="evict_first")
    for _ in range(steps):
        x, to, is_there = ahead.to(ACC), here, inside
        pixel -= BLOCK_P
        inside = exists[:, None] & (pixel + tl.arange(0, BLOCK_P) >= first)[None, :]
        here = advance(base, pixel, channels, CHANNELS_LAST)
        ahead = tl.load(x_ptr + here + place, mask=inside, other=0.0, eviction_policy="evict_first")
        y = _normalized(x, mean, rstd, weight, bias, SILU, ACC)
        tl.store(y_ptr + to + place, y, mask=is_there, eviction_policy=POLICY)


@triton.jit
def _normalized(x, mean, rstd, weight, bias, SILU: tl.constexpr, ACC: tl.constexpr):
    y = (x - mean[:, None]) * (rstd * weight)[:, None] + bias[:, None]
    return y * sigmoid(y, ACC) if SILU else y
