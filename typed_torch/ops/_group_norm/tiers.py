"""The dispatch table of the fused kernels: how a problem is cut into programs. Standard library only.

Tiers, by where a group is while it is worked on:

- ``resident``: in the registers of one program; the tensor is read once.
- ``streamed``: read twice by one program, the second time from the L2 cache, which has to hold what all programs
  that run at once have read: the larger a group, the fewer of them, each with more warps.
- ``split``: over several programs, which leave what they found in slots; for few groups, or large ones.
- ``pipelined``: split, a section of the tensor after the other in one launch, so that the second read of each comes
  from the L2 cache; of large tensors, where it was faster than ``split`` on an H100 and an H200.

A tile is ``block_c`` channels by ``block_p`` pixels, both powers of two. The limits come from the register file:
every entry of the table compiles without spilling, which a test holds it to. Tiles, warps and the place where one
tier ends are chosen for few instructions an element and several programs at once on a multiprocessor, as
``benchmarks/instructions.py`` reads them from the machine code, and for what a cache still holds, by the model of one
in ``benchmarks/cache.py``. Where one tier ends and what is pipelined was timed by ``benchmarks/gpu_tiers.py``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

__all__ = ["Plan", "Problem", "Tier", "flat_channels", "pipelined", "plan", "slot_tile"]

Tier = Literal["resident", "streamed", "split", "pipelined"]

_PACKED_TILE = 4096
_SMALLEST_TILE = 2048
_MOST_GROUPS = 16
_CACHED_BYTES = 256 * 1024
"""What a multiprocessor's programs may hold of the L2 cache, two thirds of its share on an A100 or H100."""

_SHORT_BYTES = 128 * 1024
"""What one program reads twice in less time than three launches take, however few programs there are."""

_MOST_AT_ONCE = 3
_FULL_TILE = 8192
"""Elements that all programs at once on a multiprocessor load at a time, where they are few."""

_SPLIT_ELEMENTS = 8192
_PART_BYTES = 32 * 1024
"""What a pipelined program reads of x: worth its start, and little enough for a cache to hold what all of them read."""

_MANY_CACHES, _MANY_CACHES_OF_ROWS = 3, 2
"""What is read in backward and is this much larger than the cache is pipelined: contiguous, and in channels-last."""

_WIDEST_TILE = 128
_FLAT_ELEMENTS = 1024
_FLAT_REGISTERS = 16384
_MOST_ROWS = 256
_SHORTEST_ROW = 256
_REGISTERS = 65536
_VECTOR_BYTES = 16
_SECTOR_BYTES = 32
_LINE_BYTES = 128


@dataclass(frozen=True)
class Problem:
    """What the choice depends on. ``pixels`` counts all spatial dimensions together, ``itemsize`` is in bytes.

    An activation takes registers; to be on the safe side, there is one.
    """

    samples: int
    channels: int
    pixels: int
    groups: int
    itemsize: int
    channels_last: bool
    is_backward: bool
    has_activation: bool = True

    @property
    def per_group(self) -> int:
        """Channels of a group."""
        return self.channels // self.groups


@dataclass(frozen=True)
class Plan:
    """How to run a problem.

    A unit is ``span`` channels of one sample: whole groups, up to ``groups`` of them, or in the split tier a
    block of channels, whose pixels go to ``splits`` programs, ``steps`` tiles to each; in the pipelined one whole
    groups whose blocks of channels are split so, and applied when the unit ``lag`` after them is summed. Where
    ``is_flat``, the tile is one group as it lies in memory, ``(1, block_p)``. ``registers`` is how many a thread may
    use, ``None`` to leave it to the compiler. ``align`` elements divide what separates two rows of memory; ``is_wide``
    where pixels, or places inside a tile, need 64 bits.
    """

    tier: Tier
    span: int
    groups: int
    block_c: int
    block_p: int
    num_warps: int
    registers: int | None
    align: int
    is_wide: bool
    units: int
    splits: int = 1
    steps: int = 0
    lag: int = 0

    @property
    def parts(self) -> int:
        """Programs of a unit that see its elements at a time."""
        return math.ceil(self.span / self.block_c) * self.splits

    @property
    def is_flat(self) -> bool:
        """Whether the channels of a unit are one row of the tile."""
        return self.tier == "resident" and self.block_c < self.span


@lru_cache(maxsize=4096)
def plan(problem: Problem, multiprocessors: int, tier: Tier | None = None) -> Plan:
    """The plan for a problem without empty dimensions; ``tier`` forces one, a ``ValueError`` where it cannot run."""
    enough = 2 * multiprocessors
    if tier in (None, "resident") and (resident := _flat(problem) or _resident(problem, enough)):
        return _hastened(problem, resident) if resident.units < multiprocessors else resident
    if tier in (None, "streamed") and (streamed := _streamed(problem, enough, is_forced=tier is not None)):
        return streamed
    if tier is None and (found := _in_cache(problem, multiprocessors)):
        cache = _CACHED_BYTES * multiprocessors
        if _is_faster_pipelined(problem, found, _held(problem, problem.samples * problem.channels) / cache):
            return found
    if tier in (None, "split"):
        return _split(problem, 4 * multiprocessors)
    if tier == "pipelined":
        return _pipelined(problem, multiprocessors)
    raise ValueError(f"no {tier} plan for {problem}")


def pipelined(problem: Problem, multiprocessors: int) -> Plan | None:
    """The pipelined plan for a problem that the split tier would read twice from memory, if a cache would help."""
    is_large = plan(problem, multiprocessors).tier in ("split", "pipelined")
    return _in_cache(problem, multiprocessors) if is_large else None


def slot_tile(problem: Problem) -> tuple[int, int]:
    """Splits and channels whose slots are merged at a time."""
    channels = min(_power_of_2(problem.per_group), 128)
    return 1024 // channels, channels


def flat_channels(problem: Problem, plan: Plan) -> tuple[int, int]:
    """Channels of a flat tile, and vectors that one of them may be spread over, rounded up to powers of two."""
    return _power_of_2(problem.per_group), _power_of_2((problem.pixels - 2) // plan.align + 2)


def _resident(problem: Problem, enough: int) -> Plan | None:
    for width in _widths(problem):
        plans: list[Plan] = []
        for count, span, units in _packs(problem, width, enough):
            block_c, groups = _power_of_2(span), _rounded(count)
            limit = _resident_limit(problem, span) // (2 if groups > 1 else 1)
            block_p = max(_power_of_2(problem.pixels), min(_SMALLEST_TILE, limit) // block_c)
            tile = block_c * block_p
            if tile > limit:
                break
            most = _PACKED_TILE if problem.channels_last else _SMALLEST_TILE
            if not plans or (tile <= most and block_c * groups // 2 <= _PACKED_TILE):
                plans.append(_plan("resident", problem, span, groups, block_c, block_p, units))
        if plans:
            return min(plans, key=lambda plan: _lanes(problem, plan))
    return None


def _flat(problem: Problem) -> Plan | None:
    """A group as one row, where its own rows are loaded element by element, and together a vector at a time."""
    size = problem.per_group * problem.pixels
    if problem.channels_last or problem.per_group == 1:
        return None
    block, vector = _power_of_2(size), _flat_vector(problem)
    most = _FLAT_REGISTERS // (1 if vector == 8 else 2)
    is_better = _align(problem, 1) == 1 < vector
    if not is_better or size < _FLAT_ELEMENTS or block * _registers_of_one(problem) > most:
        return None
    return _plan("resident", problem, problem.per_group, 1, 1, block, problem.samples * problem.groups)


def _flat_vector(problem: Problem) -> int:
    """Elements of a group that may be loaded at once, and then belong to two channels at most."""
    vector = _vector(problem, problem.per_group * problem.pixels)
    return next((width for width in (vector, 4) if width <= min(vector, problem.pixels)), 1)


def _streamed(problem: Problem, enough: int, is_forced: bool) -> Plan | None:
    for width in _widths(problem):
        plans: list[Plan] = []
        for count, span, units in _packs(problem, width, enough):
            held = _held(problem, span)
            is_in_cache = held <= _streamed_limit(problem)
            if not (is_forced or (is_in_cache and (units >= enough or held <= _SHORT_BYTES))):
                break
            if problem.channels_last and span > _WIDEST_TILE:
                break
            block_c, block_p = _looped_tile(problem, span, count, _at_once(problem, span))
            plans.append(_plan("streamed", problem, span, _rounded(count), block_c, block_p, units))
            if not problem.channels_last:
                break
        if plans:
            return min(plans, key=lambda plan: _lanes(problem, plan))
    return None


def _streamed_limit(problem: Problem) -> int:
    """Bytes that are streamed at most: half in backward, where programs of split take turns at memory sooner.

    Not where arithmetic takes the time, of an activation over rows that are loaded element by element.
    """
    is_heavy = problem.has_activation and not problem.channels_last and _align(problem, 1) == 1
    return _CACHED_BYTES if is_heavy or not problem.is_backward else _CACHED_BYTES // 2


def _split(problem: Problem, enough: int) -> Plan:
    block_c, block_p = _looped_tile(problem, _block_limit(problem, problem.channels), 1, _MOST_AT_ONCE)
    units = problem.samples * math.ceil(problem.channels / block_c)
    most = math.ceil(problem.pixels * block_c / _SPLIT_ELEMENTS)
    chunks = _chunks(problem, block_p, min(math.ceil(enough / units), most))
    return _plan("split", problem, block_c, 1, block_c, block_p, units, *chunks)


def _pipelined(problem: Problem, multiprocessors: int) -> Plan:
    count = _section(problem, _CACHED_BYTES * multiprocessors // 4)
    span = count * problem.per_group
    at_once = _MOST_AT_ONCE if problem.itemsize == 8 else 2
    block_c, block_p = _looped_tile(problem, _block_limit(problem, span), 1, at_once)
    chunks = _chunks(problem, block_p, math.ceil(_bytes(problem, block_c) / _PART_BYTES))
    units = problem.samples * math.ceil(problem.groups / count)
    found = _plan("pipelined", problem, span, 1, block_c, block_p, units, *chunks)
    return replace(found, lag=min(math.ceil(_MOST_AT_ONCE * multiprocessors / found.parts), units))


def _in_cache(problem: Problem, multiprocessors: int) -> Plan | None:
    """The pipelined plan, for a tensor that no cache holds, if one holds what is read again.

    Sections as large as all programs at once would have every program wait for the one before.
    """
    cache, found = _CACHED_BYTES * multiprocessors, _pipelined(problem, multiprocessors)
    is_larger = _held(problem, problem.samples * problem.channels) > cache
    is_held = (found.lag + 1) * _held(problem, found.span) <= cache
    return found if is_larger and is_held and found.lag > 1 else None


def _is_faster_pipelined(problem: Problem, found: Plan, caches: float) -> bool:
    """Whether its instructions leave it the time that it saves, for a tensor of so many caches.

    In backward where a group's rows are not aligned, for those of split take even longer, and where rows are whole
    vectors of a tensor much larger than the cache; with an activation in channels-last only, of sections of whole rows.
    """
    is_narrow, are_vectors = found.align == 1, found.align * problem.itemsize == _VECTOR_BYTES
    if not problem.is_backward:
        return not is_narrow and not problem.channels_last
    if problem.channels_last:
        return are_vectors and found.span == problem.channels and caches > _MANY_CACHES_OF_ROWS
    return not problem.has_activation and (is_narrow or (are_vectors and caches > _MANY_CACHES))


def _section(problem: Problem, most: int) -> int:
    """Groups that are pipelined together: in channels-last aligned ones that fill blocks, of at most ``most`` bytes."""
    group, part = _held(problem, problem.per_group), _PART_BYTES / _bytes(problem, problem.per_group)
    least = max(math.ceil(part), math.ceil(_widths(problem)[0] / (problem.per_group * problem.itemsize)))
    least = min(least, problem.groups)
    if not problem.channels_last:
        return least

    def worth(count: int) -> tuple[int, int]:
        span = count * problem.per_group
        block = _power_of_2(_block_limit(problem, span))
        lanes = math.ceil(problem.groups / count) * math.ceil(span / block) * block
        return _align(problem, span), -lanes

    counts = [count for count in range(least, problem.groups + 1) if count == least or count * group <= most]
    return max(counts, key=worth)


def _block_limit(problem: Problem, span: int) -> int:
    """Channels of a tile of several programs, at most: a line of memory where it is channels that are adjacent."""
    return min(span, _LINE_BYTES // problem.itemsize) if problem.channels_last else span


def _chunks(problem: Problem, block_p: int, splits: int) -> tuple[int, int]:
    """How many programs share the pixels of a block of channels, ``splits`` or a few less, and the tiles of each."""
    steps = math.ceil(problem.pixels / splits / block_p)
    return math.ceil(problem.pixels / (steps * block_p)), steps


def _plan(
    tier: Tier, problem: Problem, span: int, groups: int, block_c: int, block_p: int, units: int, *split: int
) -> Plan:
    apart = block_p * problem.channels if problem.channels_last else block_c * problem.pixels
    is_wide = max(apart, 2 * problem.pixels) >= 2**31
    is_flat = tier == "resident" and block_c < span
    align = _flat_vector(problem) if is_flat else _align(problem, span)
    tile = block_c * block_p
    warps = 4 if tile <= 1024 or tier == "pipelined" else 8
    if tier == "streamed" and tile >= _FULL_TILE // 2 and _at_once(problem, span) == 1:
        warps = 16
    if tier == "resident":
        warps = max(_warps(problem, tile, groups, align, is_flat), block_c * groups // 1024)
    draft = Plan(tier, span, groups, block_c, block_p, warps, None, align, is_wide, units, *split)
    return replace(draft, registers=_registers(problem, draft))


def _registers(problem: Problem, plan: Plan) -> int | None:
    """Registers of a thread where the compiler, left to itself, may spill a little to fit one program more.

    Or where it may take a few too many for one more: 80 for three programs of 8 warps, 168 for three of 4.
    """
    warps, tile, is_backward = plan.num_warps, plan.block_c * plan.block_p, problem.is_backward
    all_of_them = min(_REGISTERS // (32 * warps), 255)
    is_half, is_narrow = problem.itemsize == 2, plan.align * problem.itemsize < _VECTOR_BYTES
    if problem.itemsize == 8 or plan.align == 1:
        return all_of_them
    if plan.tier == "resident":
        is_large = tile >= (4096 if is_backward else 8192)
        if is_large and (is_narrow or problem.itemsize == 4 or plan.groups > 1):
            return all_of_them
        is_plain = not problem.has_activation
        if not is_backward and ((warps == 2 and problem.itemsize == 4) or (warps in (2, 16) and is_plain)):
            return all_of_them
        if plan.is_flat and is_backward and is_half and not is_narrow and warps <= 8:
            return None if is_plain else 80
        is_packed = plan.groups > 1 and problem.channels_last and not is_backward and warps == 8
        return 128 if is_packed else None
    if is_narrow and not is_backward:
        return all_of_them
    if plan.tier == "pipelined" and is_half and is_backward:
        return 168
    if plan.tier == "streamed" and _at_once(problem, plan.span) < _MOST_AT_ONCE:
        return 128
    if plan.tier == "streamed" and is_half and warps == 8:
        return 80
    return all_of_them if problem.itemsize == 4 and (problem.channels_last or warps == 4) else None


def _align(problem: Problem, span: int) -> int:
    """Elements that may be loaded at once: a whole vector, half of one in half precision, or a single one."""
    return _vector(problem, math.gcd(problem.channels, span) if problem.channels_last else problem.pixels)


def _vector(problem: Problem, apart: int) -> int:
    """Elements that may be loaded at once where those of a row begin ``apart`` elements after another's."""
    vector = _VECTOR_BYTES // problem.itemsize
    return next(width for width in (vector, 4, 1) if width <= vector and apart % width == 0)


def _packs(problem: Problem, width: int, enough: int) -> Iterator[tuple[int, int, int]]:
    """How many groups a unit may hold, with its channels and the number of units, from the smallest on.

    Rows of a unit are at least ``width`` bytes; beyond that, groups are packed only while there are units
    ``enough`` to keep every multiprocessor busy.
    """
    is_first, most = True, min(problem.groups, _MOST_GROUPS)
    for count in range(1, most + 1):
        span = count * problem.per_group
        units = problem.samples * math.ceil(problem.groups / count)
        if span * problem.itemsize < width and count < most:
            continue
        if not is_first and units < enough:
            return
        yield count, span, units
        is_first = False


def _widths(problem: Problem) -> tuple[int, ...]:
    """Bytes of a row that a unit reads, by preference."""
    return (2 * _SECTOR_BYTES, _SECTOR_BYTES) if problem.channels_last else (0,)


def _resident_limit(problem: Problem, span: int) -> int:
    """Elements of a tile that the registers of one program hold: fewer if many short rows have to be addressed."""
    limit = 8192 if problem.is_backward else 16384
    align, is_tall = _align(problem, span), span > 8
    if problem.itemsize == 8:
        return limit // 8 if align == 1 else limit // 4 if problem.channels_last else limit // 2
    if align == 1 and is_tall:
        return limit // 2
    return limit


def _bytes(problem: Problem, span: int) -> int:
    """Bytes of so many channels of a sample."""
    return span * problem.pixels * problem.itemsize


def _held(problem: Problem, span: int) -> int:
    """Bytes that a program reads twice: of x, and in backward of the gradient of the result."""
    return _bytes(problem, span) * (2 if problem.is_backward else 1)


def _at_once(problem: Problem, span: int) -> int:
    """Streamed programs that should run at once on a multiprocessor; more would lose to each other what they cached."""
    if problem.itemsize == 8:  # of which registers leave few
        return _MOST_AT_ONCE
    return max(min(_CACHED_BYTES // _held(problem, span), _MOST_AT_ONCE), 1)


def _looped_tile(problem: Problem, span: int, groups: int, at_once: int) -> tuple[int, int]:
    is_narrow, is_packed = _align(problem, span) == 1, groups > 1
    tile = 2048 if problem.is_backward else 4096
    if problem.itemsize == 8 or is_narrow or (is_packed and problem.is_backward):
        tile //= 2
    if at_once < _MOST_AT_ONCE:
        is_heavy = (is_narrow and at_once == 1) or ((is_narrow or is_packed) and problem.is_backward)
        tile = _FULL_TILE // at_once // (2 if is_heavy else 1)
    block_c, block_p = _power_of_2(span), _power_of_2(problem.pixels)
    if problem.channels_last:
        return block_c, min(block_p, tile // block_c)
    block_p = min(block_p, max(tile // 2, tile // block_c))
    blocks: list[tuple[int, int]] = []
    shortest = max(tile // block_c // (2 if at_once == 1 else 1), _SHORTEST_ROW)
    while not blocks or block_p >= shortest:
        blocks.append((min(block_c, tile // block_p, _MOST_ROWS), block_p))
        block_p //= 2
    return min(blocks, key=lambda block: math.ceil(problem.pixels / block[1]) * block[1])


def _registers_of_one(problem: Problem) -> int:
    """Registers that an element takes: backward holds two values of each."""
    return (2 if problem.is_backward else 1) * (2 if problem.itemsize == 8 else 1)


def _warps(problem: Problem, tile: int, groups: int, align: int, is_flat: bool) -> int:
    """Warps of a resident tile: few, for what a program does once costs as much as many of its elements."""
    is_whole = align * problem.itemsize == _VECTOR_BYTES
    is_simple = problem.itemsize < 8 and (is_whole or (align > 1 and groups == 1))
    a_thread = 64 if is_simple and not is_flat else 32 if groups == 1 else 16
    return min(max(tile * _registers_of_one(problem) // (32 * a_thread), 2), 16)


def _hastened(problem: Problem, plan: Plan) -> Plan:
    """The plan for fewer units than multiprocessors, where it is one program's time that counts: more warps.

    Only where rows are aligned, as they are in most models: it takes as many kernels again.
    """
    if plan.align * problem.itemsize < _VECTOR_BYTES or problem.itemsize == 8:
        return plan
    draft = replace(plan, num_warps=min(4 * plan.num_warps, 16))
    return replace(draft, registers=_registers(problem, draft))


def _rounded(groups: int) -> int:
    """``groups`` rounded up to one of two sizes, so that few kernels are compiled."""
    return 1 if groups == 1 else _MOST_GROUPS


def _lanes(problem: Problem, plan: Plan) -> tuple[int, int]:
    """Lanes that all tiles have together, idle ones included; among equals, larger tiles first."""
    tile = plan.block_c * plan.block_p
    return plan.units * math.ceil(problem.pixels / plan.block_p) * tile, -tile


def _power_of_2(size: int) -> int:
    return 1 << (size - 1).bit_length()
