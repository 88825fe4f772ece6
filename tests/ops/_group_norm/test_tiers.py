"""The dispatch table, without a GPU."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_cases import TIERS
from workloads import WORKLOADS

from typed_torch.ops._group_norm.tiers import Plan, Problem, flat_channels, pipelined, plan, slot_tile


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    groups = draw(st.sampled_from([1, 2, 3, 8, 32, 100, 512]))
    per_group = draw(st.one_of(st.integers(1, 80), st.sampled_from([128, 200, 512, 4096])))
    return Problem(
        samples=draw(st.sampled_from([1, 2, 7, 64, 5000])),
        channels=groups * per_group,
        pixels=draw(st.one_of(st.integers(1, 5000), st.sampled_from([1 << 14, 127**2, 1 << 20, 1 << 32]))),
        groups=groups,
        itemsize=draw(st.sampled_from([2, 4, 8])),
        channels_last=draw(st.booleans()),
        is_backward=draw(st.booleans()),
    )


def _is_power_of_2(size: int) -> bool:
    return size > 0 and size & (size - 1) == 0


@given(problems(), st.sampled_from([1, 16, 108, 132]))
def test_every_plan_covers_its_problem(problem: Problem, multiprocessors: int) -> None:
    chosen = plan(problem, multiprocessors)
    assert _is_power_of_2(chosen.block_c)
    assert _is_power_of_2(chosen.block_p)
    units_a_sample, rest = divmod(chosen.units, problem.samples)
    assert rest == 0
    assert (units_a_sample - 1) * chosen.span < problem.channels <= units_a_sample * chosen.span
    if chosen.tier == "split":
        assert chosen.span == chosen.block_c
        chunk = chosen.steps * chosen.block_p
        assert (chosen.splits - 1) * chunk < problem.pixels <= chosen.splits * chunk
        assert chosen.splits < 65536
    else:
        assert chosen.span % problem.per_group == 0
        assert chosen.tier == "pipelined" or chosen.span // problem.per_group <= chosen.groups
    if chosen.is_flat:
        assert not problem.channels_last
        assert chosen.span * problem.pixels <= chosen.block_p < 1 << 16
        assert problem.pixels >= chosen.align
        channels, vectors = flat_channels(problem, chosen)
        assert channels >= problem.per_group
        begins = [channel * problem.pixels for channel in range(problem.per_group)]
        ends = [begin + problem.pixels - 1 for begin in begins]
        assert all(
            last // chosen.align - first // chosen.align < vectors for first, last in zip(begins, ends, strict=True)
        )
    elif chosen.tier == "resident":
        assert chosen.span <= chosen.block_c
        assert problem.pixels <= chosen.block_p
    if chosen.tier == "streamed":
        assert chosen.span <= chosen.block_c or chosen.groups == 1


@given(problems())
def test_alignment_divides_what_separates_rows(problem: Problem) -> None:
    chosen = plan(problem, 132)
    if problem.channels_last:
        assert problem.channels % chosen.align == chosen.span % chosen.align == 0
    elif chosen.is_flat:
        assert chosen.span * problem.pixels % chosen.align == 0
    else:
        assert problem.pixels % chosen.align == 0
    assert chosen.align * problem.itemsize <= 16


@given(problems())
def test_places_inside_a_tile_fit_their_integers(problem: Problem) -> None:
    chosen = plan(problem, 132)
    if problem.channels_last:
        last = (chosen.block_p - 1) * problem.channels + chosen.block_c - 1
    else:
        last = (chosen.block_c - 1) * problem.pixels + chosen.block_p - 1
    assert chosen.is_wide or last < 2**31


@given(problems())
def test_few_groups_still_fill_the_device(problem: Problem) -> None:
    chosen = plan(problem, 132)
    elements = problem.samples * problem.channels * problem.pixels
    if chosen.tier == "split" and elements >= 1 << 26:
        assert chosen.units * chosen.splits >= 132
    if chosen.tier == "streamed":
        held = chosen.span * problem.pixels * problem.itemsize * (2 if problem.is_backward else 1)
        assert chosen.units >= 2 * 132 or held <= 128 * 1024
    rows, columns = slot_tile(problem)
    assert rows * columns == 1024


@given(problems())
def test_what_streamed_programs_hold_at_once_fits_the_cache(problem: Problem) -> None:
    chosen = plan(problem, 132)
    if chosen.tier == "streamed":
        held = chosen.span * problem.pixels * problem.itemsize * (2 if problem.is_backward else 1)
        assert held <= 256 * 1024
        if problem.itemsize == 2 and chosen.registers in (80, 128):
            at_once = 65536 // (chosen.registers * 32 * chosen.num_warps)
            assert at_once * held <= 256 * 1024


@given(problems(), st.sampled_from([1, 16, 132]))
def test_every_pipelined_plan_covers_its_problem(problem: Problem, multiprocessors: int) -> None:
    chosen = plan(problem, multiprocessors, "pipelined")
    units_a_sample, rest = divmod(chosen.units, problem.samples)
    assert rest == 0
    assert chosen.span % problem.per_group == 0
    assert (units_a_sample - 1) * chosen.span < problem.channels <= units_a_sample * chosen.span
    chunk = chosen.steps * chosen.block_p
    assert (chosen.splits - 1) * chunk < problem.pixels <= chosen.splits * chunk
    assert chosen.parts % chosen.splits == 0
    assert (chosen.parts - chosen.splits) // chosen.splits * chosen.block_c < chosen.span
    assert 1 <= chosen.lag <= chosen.units
    if problem.channels_last:
        assert chosen.span % chosen.align == 0


@given(problems())
def test_pipelined_programs_read_again_what_a_cache_can_hold(problem: Problem) -> None:
    chosen = pipelined(problem, 132)
    if chosen is not None:
        held = chosen.span * problem.pixels * problem.itemsize * (2 if problem.is_backward else 1)
        assert (chosen.lag + 1) * held <= 132 * 256 * 1024 < chosen.units * held
        is_all = chosen.lag == chosen.units
        assert is_all or chosen.lag * chosen.parts >= 3 * 132


def test_the_table_pipelines_what_was_faster_so() -> None:
    video = _problem("video")
    assert plan(video, 132).tier == "pipelined"
    for slower in ({"channels_last": True}, {"is_backward": True}, {"pixels": video.pixels + 1}):
        assert plan(dataclasses.replace(video, **slower), 132).tier == "split"
    audio = _problem("audio, group per channel", backward=True)
    tiers = [plan(dataclasses.replace(audio, has_activation=silu), 132).tier for silu in (False, True)]
    assert tiers == ["pipelined", "streamed"]
    tower = _problem("Mask R-CNN FPN tower", backward=True)
    assert plan(tower, 132).tier == "split"
    assert plan(dataclasses.replace(tower, has_activation=False), 132).tier == "pipelined"
    for slower in ({"samples": 1}, {"channels_last": True}, {"pixels": tower.pixels + 4}):
        assert plan(dataclasses.replace(tower, has_activation=False, **slower), 132).tier == "split"
    rows = _problem("SD 1.5 U-Net", channels_last=True, backward=True)
    for silu in (False, True):
        assert plan(dataclasses.replace(rows, has_activation=silu), 132).tier == "pipelined"
        for slower in ({"samples": 8}, {"channels": 324, "groups": 27}):
            assert plan(dataclasses.replace(rows, has_activation=silu, **slower), 132).tier == "split"


def test_a_pipelined_program_reads_as_much_of_x_in_backward_as_in_forward() -> None:
    both = [plan(_problem("video", backward=backward), 132, "pipelined") for backward in (False, True)]
    assert both[0].parts == both[1].parts


@pytest.mark.parametrize(
    ("name", "are_pipelined"),
    [
        ("ResNet-50 stage 1", [False, False, False, True]),
        ("Mask R-CNN FPN tower", [True, True, True, True]),
        ("SDXL U-Net", [False, True, False, False]),
        ("VAE decoder, 512", [True, False, False, False]),
        ("VAE decoder, 1024", [True, False, False, False]),
        ("video", [True, False, False, False]),
        ("audio, one group", [False, False, False, False]),
    ],
)
def test_what_is_pipelined_is_larger_than_a_cache_that_holds_its_sections(name: str, are_pipelined: list[bool]) -> None:
    found = [
        pipelined(_problem(name, channels_last=last, backward=back), 132) is not None
        for last in (False, True)
        for back in (False, True)
    ]
    assert found == are_pipelined


def test_the_larger_a_group_the_fewer_programs_stream_it() -> None:
    def threads(pixels: int) -> tuple[int, int | None]:
        chosen = plan(Problem(64, 256, pixels, 32, 2, False, False), 132)
        assert chosen.tier == "streamed"
        return chosen.num_warps, chosen.registers

    assert [threads(pixels) for pixels in (4096, 8192, 16384)] == [(8, 80), (8, 128), (16, 128)]


def _problem(name: str, *, channels_last: bool = False, backward: bool = False) -> Problem:
    (workload,) = (w for w in WORKLOADS if w.name == name)
    return workload.problem(channels_last, backward)


def _plan(name: str, *, channels_last: bool = False, backward: bool = False) -> Plan:
    return plan(_problem(name, channels_last=channels_last, backward=backward), 132)


@pytest.mark.parametrize(
    ("name", "tiers"),
    [
        ("ResNet-50 stage 1", "streamed streamed streamed split"),
        ("ResNet-50 stage 4", "resident resident resident resident"),
        ("Mask R-CNN RoI head", "resident resident resident resident"),
        ("Mask R-CNN FPN tower", "pipelined split split split"),
        ("SD 1.5 U-Net", "streamed split split pipelined"),
        ("SD 1.5 U-Net, deepest", "resident resident resident resident"),
        ("SDXL U-Net", "split split split split"),
        ("VAE decoder, 512", "pipelined split split split"),
        ("VAE decoder, 1024", "pipelined split split split"),
        ("video", "pipelined split split split"),
        ("audio, one group", "split split split split"),
        ("audio, group per channel", "streamed streamed split split"),
    ],
)
def test_the_benchmark_grid(name: str, tiers: str) -> None:
    found = [_plan(name, channels_last=last, backward=back).tier for last in (False, True) for back in (False, True)]
    assert found == tiers.split()


def test_a_wide_unit_of_channels_last_reads_two_sectors_a_row() -> None:
    chosen = _plan("Mask R-CNN RoI head", channels_last=True)
    assert chosen.span * 2 >= 64


def test_a_group_is_taken_as_it_lies_where_its_rows_are_not_aligned() -> None:
    assert _plan("ResNet-50 stage 4").is_flat
    assert _plan("ResNet-50 stage 4", backward=True).is_flat
    assert not _plan("Mask R-CNN RoI head").is_flat
    assert not _plan("ResNet-50 stage 4", channels_last=True).is_flat


def test_fewer_programs_than_multiprocessors_have_more_warps() -> None:
    few, many = (plan(Problem(samples, 1280, 64, 32, 2, False, False), 132) for samples in (2, 64))
    assert (few.block_c, few.block_p) == (many.block_c, many.block_p)
    assert few.num_warps > many.num_warps


def test_one_sample_of_a_large_image_uses_the_whole_device() -> None:
    chosen = _plan("VAE decoder, 512")
    assert chosen.units * chosen.splits >= 4 * 132


def test_a_tier_is_forced_or_refused() -> None:
    small = Problem(2, 8, 49, 4, 4, False, False)
    for tier in TIERS:
        assert plan(small, 132, tier).tier == tier
    large = dataclasses.replace(small, pixels=1 << 20)
    with pytest.raises(ValueError, match="no resident plan"):
        plan(large, 132, "resident")


def test_the_table_needs_neither_torch_nor_triton() -> None:
    code = """
import importlib.util, sys
path = importlib.util.find_spec("typed_torch").submodule_search_locations[0] + "/ops/_group_norm/tiers.py"
spec = importlib.util.spec_from_file_location("tiers", path)
tiers = sys.modules["tiers"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tiers)
assert not {"torch", "triton", "numpy"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
