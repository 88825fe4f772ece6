"""Every kernel the dispatch table can ask for compiles for sm_80 and sm_90 without spilling. Needs no GPU."""

from __future__ import annotations

import dataclasses
import itertools
import math
import os
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from typing import Any, NamedTuple

import pytest
import torch
from cache import SIZES
from cache import passes as cached_passes
from compiled import DTYPES, POINTERS, Variant, compile_ahead, compiled, steps_of, variant_of, variants_of
from hypothesis import given
from hypothesis import strategies as st
from instructions import PER_BYTE, counts
from kernel_cases import TIERS
from sampling import evenly
from workloads import MULTIPROCESSORS, WORKLOADS, cases

from typed_torch.ops._group_norm import tiers

pytestmark = pytest.mark.compiled

ITEMSIZES = {pointer: dtype.itemsize for dtype, pointer in POINTERS.items()}
# Sizes on both sides of every power of two, and of every alignment.
PER_GROUP = sorted(
    {max((1 << k) - less, 1) for k in range(13) for less in (0, 1, 2, 4)} | {5, 9, 10, 20, 24, 40, 80, 200}
)
GROUPS = [1, 2, 3, 5, 8, 16, 32, 50]
PIXELS = sorted({max((1 << k) - less, 1) for k in range(17) for less in (0, 1, 4)} | {49, 196, 784, 3136, 1 << 29})
# A sample of the kernels that every so manieth shape asks for; a prime, so that all dtypes and layouts are among them.
SAMPLED, SAMPLED_SHAPES = 100, 997
# And what so many problems of any sizes ask for, which no list of sizes has all of.
DRAWN = 100_000
WIDE_PIXELS = [1 << 31, (1 << 31) + 4, (1 << 31) + 1]


class Usage(NamedTuple):
    """What a compiled kernel takes of a multiprocessor; the stack in bytes is what it spills."""

    registers: int
    stack: int
    shared: int
    widest_load: int


@lru_cache(maxsize=1)
def variants(step: int = 1) -> frozenset[Variant]:
    """Every variant that a sweep over the shapes finds, with SiLU and without, and what the grid would pipeline.

    Of every ``step``-th shape only, if a sample is enough, and of none that are drawn.
    """
    found: set[Variant] = set()
    shapes = itertools.product(
        [1, 17, 2000], PER_GROUP, GROUPS, PIXELS + WIDE_PIXELS, POINTERS, [False, True], [False, True]
    )
    for samples, per_group, groups, pixels, dtype, channels_last, backward in itertools.islice(shapes, 0, None, step):
        if groups * per_group <= 8192 and samples * pixels * groups * per_group < 1 << 40:
            layout = channels_last or pixels == 1
            channels = groups * per_group
            with_silu = tiers.Problem(samples, channels, pixels, groups, dtype.itemsize, layout, backward)
            for problem in (with_silu, dataclasses.replace(with_silu, has_activation=False)):
                found.update(variants_of(problem, dtype))
    for problem, dtype in _drawn(DRAWN if step == 1 else 0):
        found.update(variants_of(problem, dtype))
    for case, dtype, activation in itertools.product(cases(), POINTERS, [False, True]):
        problem = dataclasses.replace(case[0].problem(*case[1:], activation), itemsize=dtype.itemsize)
        if pipelined := tiers.pipelined(problem, MULTIPROCESSORS):
            found.update(variants_of(problem, dtype, pipelined))
    return frozenset(found)


def _drawn(count: int) -> Iterator[tuple[tiers.Problem, torch.dtype]]:
    draw = random.Random(0)
    for _ in range(count):
        dtype, groups = draw.choice(list(POINTERS)), draw.choice(GROUPS)
        pixels, layout, backward, silu = (draw.randint(1, 300), *(draw.random() < 0.5 for _ in range(3)))
        pixels = draw.choice([pixels, draw.randint(1, 20_000)])
        sizes = draw.choice([1, 3, 17, 100, 5000]), groups * draw.randint(1, 300), pixels, groups, dtype.itemsize
        yield tiers.Problem(*sizes, layout or pixels == 1, backward, silu), dtype


def compile(variant: Variant, capability: int) -> Usage:
    """Compile for a capability, and read what the binary takes."""
    binary = compiled(variant, capability)
    return Usage(binary.registers, binary.stack, binary.shared, binary.widest_load)


@pytest.mark.parametrize("capability", [80, 90])
def test_nothing_spills(capability: int, is_sampled: bool, capsys: pytest.CaptureFixture[str]) -> None:
    ordered = sorted(variants(SAMPLED_SHAPES if is_sampled else 1), key=str)
    if is_sampled:
        ordered = evenly(ordered, SAMPLED)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        usages = list(pool.map(compile, ordered, itertools.repeat(capability), chunksize=8))
    kinds: defaultdict[str, list[Usage]] = defaultdict(list)
    for variant, usage in zip(ordered, usages, strict=True):
        kinds[variant.name].append(usage)
    with capsys.disabled():
        print(f"\nsm_{capability}, {len(ordered)} kernels            variants  registers  shared memory")
        for name, found in sorted(kinds.items()):
            registers = f"{min(u.registers for u in found)}-{max(u.registers for u in found)}"
            shared = f"{min(u.shared for u in found)}-{max(u.shared for u in found)} B"
            print(f"  {name:34} {len(found):8}  {registers:>9}  {shared:>13}")
    spilling = {variant: usage for variant, usage in zip(ordered, usages, strict=True) if usage.stack}
    assert not spilling
    for variant, usage in zip(ordered, usages, strict=True):
        assert usage.widest_load >= _expected_width(variant), variant


def _expected_width(variant: Variant) -> int:
    """Bytes of a load where rows are aligned and every thread has that much of the tile; elsewhere nothing."""
    constants, itemsize = dict(variant.constants), ITEMSIZES.get(dict(variant.signature).get("x_ptr", ""), 0)
    row = constants.get("BLOCK_C" if constants.get("CHANNELS_LAST") else "BLOCK_P", 0)
    share = constants.get("BLOCK_C", 1) * constants.get("BLOCK_P", 0) // (32 * dict(variant.options)["num_warps"])
    width = min(constants.get("ALIGN", 0), row, share) * itemsize
    return 16 if width == 16 else 0


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("channels_last", [False, True])
def test_kernels_issue_no_more_instructions_than_memory_leaves_time_for(
    channels_last: bool, backward: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those that loop in the time of a copy, those that do not in that of three quarters of its bandwidth.

    Pipelined ones, whose count is an upper bound, in that of two thirds.
    """
    for workload in WORKLOADS:
        tier = workload.tier(channels_last=channels_last, backward=backward)
        is_small = math.prod(workload.shape) < 1 << 20
        if is_small or (channels_last and not workload.has_channels_last):
            continue
        issued = sum(count.an_element for count in counts(workload, channels_last, backward))
        most = (6 if backward else 4) * PER_BYTE
        if pipelined := tiers.pipelined(workload.problem(channels_last, backward), MULTIPROCESSORS):
            (count,) = counts(workload, channels_last, backward, plan=pipelined)
            with capsys.disabled():
                print(f"\n{workload.name}, pipelined: {count.an_element:.0f} of {most:.0f} an element", end="")
            assert count.an_element <= most * 1.5
        with capsys.disabled():
            print(f"\n{workload.name}, {tier}: {issued:.0f} of {most:.0f} an element", end="")
        assert issued <= (most / 0.75 if tier == "resident" else 1.1 * most)


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("channels_last", [False, True])
def test_a_cache_serves_what_streamed_and_pipelined_kernels_read_again(
    channels_last: bool, backward: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of it, by the model of an H100's, and of what the table chooses most where that is worth half of its size."""
    floor = 3 if backward else 2
    for workload in WORKLOADS:
        if channels_last and not workload.has_channels_last:
            continue
        problem = workload.problem(channels_last, backward)
        plan = tiers.pipelined(problem, MULTIPROCESSORS) or tiers.plan(problem, MULTIPROCESSORS)
        if plan.tier in ("streamed", "pipelined"):
            whole, half = (cached_passes(workload, channels_last, backward, size, plan) for size in SIZES)
            with capsys.disabled():
                print(f"\n{workload.name}, {plan.tier}: {whole:.2f} and {half:.2f} passes of memory", end="")
            assert whole < floor + 0.01
            plain = dataclasses.replace(problem, has_activation=False)
            if plan in {tiers.plan(each, MULTIPROCESSORS) for each in (problem, plain)}:
                assert half < floor + (0.6 if plan.tier == "streamed" else 0.85)


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("tier", TIERS)
def test_kernels_tell_the_cache_what_they_read_last(tier: tiers.Tier, backward: bool) -> None:
    problem = tiers.Problem(2, 16, 1024, 2, 2, False, backward)
    for step in steps_of(problem, tiers.plan(problem, MULTIPROCESSORS, tier)).steps:
        name, ptx = step.kernel.fn.__name__, compiled(variant_of(step, torch.bfloat16), 90).ptx
        loads, stores = (re.findall(rf"{kind}\.global\.L1::evict_first\.L2::cache_hint", ptx) for kind in ("ld", "st"))
        assert bool(loads) == (name in ("streamed", "split_apply", "pipelined")), name
        assert bool(stores) == (name == "pipelined"), name


class NoDevice:
    """A driver for a GPU that is not there: enough of one to compile what a launch would run."""

    def get_current_device(self) -> int:
        return 0

    def get_current_stream(self, device: int) -> int:
        return device

    def get_current_target(self) -> Any:
        from triton.backends.compiler import GPUTarget

        return GPUTarget("cuda", 90, 32)


@pytest.mark.parametrize("activation", [None, "silu"])
@pytest.mark.parametrize("dtype", POINTERS, ids=str)
@pytest.mark.parametrize(
    ("shape", "groups", "channels_last"),
    [((2, 64, 8, 8), 8, False), ((1, 32, 72, 72), 2, True), ((300, 32, 64, 64), 4, False), ((4, 16), 4, False)],
)
def test_what_a_call_launches_compiles_from_its_arguments(
    shape: tuple[int, ...], groups: int, channels_last: bool, dtype: torch.dtype, activation: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from triton.runtime import driver

    from typed_torch.ops._group_norm import launch

    launched: list[str] = []

    def compile_only(step: launch.Launch, tensors: dict[str, torch.Tensor | None]) -> None:
        given = {name: tensors[name] for name in step.tensors}
        assert step.kernel.warmup(grid=step.grid, **given, **step.others, **step.options) is not None
        launched.append(step.kernel.fn.__name__)

    monkeypatch.setattr(launch.Launch, "__call__", compile_only)
    x = torch.empty(shape, dtype=dtype)
    x = x.contiguous(memory_format=torch.channels_last) if channels_last else x
    weight = torch.empty(shape[1], dtype=dtype)
    monkeypatch.setattr(driver, "_active", NoDevice())
    _, mean, rstd = launch.forward(x, groups, weight, None, 1e-5, activation)
    for mask in ([True, True, False], [True, False, False], [False, True, False]):
        launch.backward(x, x, groups, weight, None, mean, rstd, 1e-5, activation, mask)
    assert launched.count("parameter_gradients") == 2


@pytest.mark.parametrize("tier", TIERS)
def test_what_is_compiled_ahead_is_what_a_launch_looks_for(tier: tiers.Tier, monkeypatch: pytest.MonkeyPatch) -> None:
    from triton.runtime import driver
    from triton.runtime.jit import MockTensor

    monkeypatch.setattr(driver, "_active", NoDevice())
    for backward, dtype in itertools.product((False, True), (torch.bfloat16, torch.float64)):
        problem = tiers.Problem(2, 16, 256, 2, dtype.itemsize, False, backward)
        for step in steps_of(problem, tiers.plan(problem, MULTIPROCESSORS, tier)).steps:
            variant = variant_of(step, dtype)
            given = {name: MockTensor(DTYPES[dict(variant.signature)[name]]) for name in step.tensors}
            launched = step.kernel.warmup(grid=step.grid, **given, **step.others, **step.options)
            assert compile_ahead(variant) == launched.hash


@pytest.mark.swept
@given(
    samples=st.sampled_from([1, 3, 17, 100, 5000]),
    per_group=st.integers(1, 300),
    groups=st.sampled_from([1, 2, 4, 5, 16, 32, 50]),
    pixels=st.integers(1, 20000),
    dtype=st.sampled_from(list(POINTERS)),
    layout=st.booleans(),
    backward=st.booleans(),
    activation=st.booleans(),
)
def test_no_problem_asks_for_a_kernel_that_spills(
    samples: int, per_group: int, groups: int, pixels: int, dtype: torch.dtype, layout: bool, backward: bool,
    activation: bool,
) -> None:  # fmt: skip
    problem = tiers.Problem(
        samples, groups * per_group, pixels, groups, dtype.itemsize, layout or pixels == 1, backward, activation
    )
    for variant, capability in itertools.product(set(variants_of(problem, dtype)) - variants(), (80, 90)):
        assert not compile(variant, capability).stack
