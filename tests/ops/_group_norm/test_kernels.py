"""The fused kernels against float64 on the CPU, every tier forced; in Triton's interpreter, or on a GPU."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
import torch
from kernel_cases import (
    DTYPES,
    TIERS,
    assert_accurate,
    case,
    eager,
    error,
    fits,
    plainly,
    reference,
    run,
    tolerance,
)  # fmt: skip
from planned import planned

from typed_torch.ops._group_norm import aten, fused, launch, results, tiers

pytestmark = [
    pytest.mark.kernels,
    pytest.mark.usefixtures("guarded"),
    # Of NumPy, in the interpreter, where the result is not finite.
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),
]

SHAPES = [
    ((2, 8, 7, 7), 4),
    ((2, 12, 33, 5), 4),
    ((3, 30, 5, 6), 3),
    ((1, 6, 64, 65), 2),
    ((2, 20, 4, 3, 5), 2),
    ((3, 6, 127), 6),
    ((5, 16), 4),
    ((2, 64, 1, 1), 8),
    ((1, 300, 3, 3), 1),
    # Groups that lie better in memory than their rows.
    ((2, 64, 7, 7), 2),
    ((1, 96, 35), 2),
    ((1, 36, 7, 13), 1),
]


@pytest.mark.parametrize("activation", [None, "silu"])
@pytest.mark.parametrize(
    ("tier", "shape", "groups", "channels_last", "dtype"),
    [
        (tier, *shape, channels_last, dtype)
        for tier, shape, channels_last, dtype in itertools.product(TIERS, SHAPES, [False, True], DTYPES)
        if fits(tier, *shape, dtype, channels_last)
    ],
    indirect=["tier"],
    ids=str,
)
def test_values_and_gradients(
    shape: tuple[int, ...], groups: int, channels_last: bool, dtype: torch.dtype, activation: str | None,
    tier: tiers.Tier, device: torch.device,
) -> None:  # fmt: skip
    x, w, b, dy = case(shape, dtype, device, channels_last)
    found = run(x, groups, w, b, dy, activation=activation)
    expected = reference(x, groups, w, b, dy, activation=activation)
    assert_accurate(found, expected, tolerance(dtype))
    assert found["y"].dtype == found["dx"].dtype == dtype
    assert found["y"].stride() == found["dx"].stride() == x.stride()


class TestLargeOffset:
    """Where the mean of squares less the square of the mean would lose every digit."""

    @pytest.fixture
    def shape(self, tier: tiers.Tier) -> tuple[int, ...]:
        """Several tiles for the tiers that loop over them."""
        return (2, 8, 10, 10) if tier == "resident" else (2, 8, 70, 70)

    def _assert_no_worse_than_eager(
        self, x: torch.Tensor, groups: int, channels_last: bool, activation: str | None = None
    ) -> None:
        if channels_last:
            x = x.contiguous(memory_format=torch.channels_last)
        w, b, dy = torch.randn(x.shape[1]), torch.randn(x.shape[1]), torch.randn_like(x)
        w, b = w.to(x), b.to(x)
        arguments = (x, groups, w, b, dy, 1e-5, activation)
        expected, theirs, ours = reference(*arguments), eager(*arguments), run(*arguments)
        # Of float64 the reference has no more digits: its mean is as coarse as ours.
        floor = {torch.float32: 4.0, torch.float64: 1e4}[x.dtype] * torch.finfo(x.dtype).eps
        for name in ("y", "dx", "dw", "db"):
            assert error(ours[name], expected[name]) <= 1.5 * error(theirs[name], expected[name]) + floor, name

    @pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
    @pytest.mark.parametrize("channels_last", [False, True])
    @pytest.mark.parametrize("offset", [1e3, 1e4])
    def test_everywhere(
        self, offset: float, channels_last: bool, dtype: torch.dtype, shape: tuple[int, ...], device: torch.device
    ) -> None:
        x = torch.randn(shape, dtype=dtype, device=device) + offset
        self._assert_no_worse_than_eager(x, 4, channels_last)

    @pytest.mark.parametrize("channels_last", [False, True])
    def test_after_a_first_tile_of_zeros(
        self, channels_last: bool, shape: tuple[int, ...], device: torch.device
    ) -> None:
        x = torch.randn(shape, device=device).sign() + 1e4
        x[:, :, : shape[2] // 2] = 0
        self._assert_no_worse_than_eager(x, 1, channels_last)

    @pytest.mark.parametrize("channels_last", [False, True])
    def test_in_one_group_beside_another(
        self, channels_last: bool, shape: tuple[int, ...], device: torch.device
    ) -> None:
        x = torch.randn(shape, device=device)
        x[:, :2] += 1e4
        self._assert_no_worse_than_eager(x, 4, channels_last, "silu")


@pytest.mark.parametrize(
    ("tier", "pixels", "per_group", "channels_last"),
    [
        (tier, pixels, per_group, channels_last)
        for tier, pixels, per_group, channels_last in itertools.product(
            TIERS, [1, 3, 31, 49, 255, 256, 257, 2047, 2049, 8193, 127**2], [1, 3, 10], [False, True]
        )
        if fits(tier, (2, 2 * per_group, pixels, 1), 2, torch.float32, channels_last)
    ],
    indirect=["tier"],
)
def test_tails(pixels: int, per_group: int, channels_last: bool, tier: tiers.Tier, device: torch.device) -> None:
    shape = (2, 2 * per_group, pixels, 1)
    x, w, b, dy = case(shape, torch.float32, device, channels_last)
    assert_accurate(run(x, 2, w, b, dy), reference(x, 2, w, b, dy), 3e-6)


@pytest.mark.parametrize("offset", [1, 3, 8])
def test_a_misaligned_storage(offset: int, tier: tiers.Tier, device: torch.device) -> None:
    shape, numel = (2, 8, 16, 16), 4096
    x, w, b, dy = case(shape, torch.bfloat16, device)
    x, dy = (torch.cat((t.new_zeros(offset), t.flatten()))[offset:].view(shape) for t in (x, dy))
    assert x.storage_offset() == offset
    assert x.numel() == numel
    assert_accurate(run(x, 4, w, b, dy), reference(x, 4, w, b, dy), tolerance(torch.bfloat16))


@pytest.mark.parametrize(("has_weight", "has_bias"), [(False, False), (True, False), (False, True)])
@pytest.mark.parametrize("offset", [0, 1, 4])
def test_a_group_as_it_lies_in_memory(has_weight: bool, has_bias: bool, offset: int, device: torch.device) -> None:
    shape, groups = (3, 64, 7, 7), 2
    assert tiers.plan(tiers.Problem(3, 64, 49, 2, 2, False, False), 132).is_flat
    x, w, b, dy = case(shape, torch.bfloat16, device)
    x = torch.cat((x.new_zeros(offset), x.flatten()))[offset:].view(shape)
    parameters = w if has_weight else None, b if has_bias else None
    found = run(x, groups, *parameters, dy, activation="silu")
    assert_accurate(found, reference(x, groups, *parameters, dy, activation="silu"), tolerance(torch.bfloat16))


def test_a_large_constant_group_as_it_lies_in_memory(device: torch.device) -> None:
    """Beyond its end x counts as 0, which is infinitely many deviations away."""
    x = torch.full((1, 32, 7, 7), 2.0**110, device=device)
    assert tiers.plan(tiers.Problem(1, 32, 49, 1, 4, False, True), 132).is_flat
    dy = torch.randn_like(x)
    found, expected = (f(x, 1, dy=dy, eps=1e-12, activation="silu") for f in (run, reference))
    assert_accurate(found, expected, 3e-6)


class TestDegenerate:
    def test_one_element_a_group(self, tier: tiers.Tier, device: torch.device) -> None:
        x, w, b, dy = case((3, 8, 1), torch.float32, device)
        found = run(x, 8, w, b, dy)
        torch.testing.assert_close(found["y"], b.expand(3, 8).unsqueeze(-1))
        assert (found["dx"] == 0).all()

    @pytest.mark.parametrize("value", [0.0, 0.1, 1e4])
    def test_a_constant_input(self, value: float, tier: tiers.Tier, device: torch.device) -> None:
        x, w, b, dy = case((2, 8, 30, 30), torch.float32, device)
        x = torch.full_like(x, value)
        found = run(x, 4, w, b, dy)
        torch.testing.assert_close(found["y"], b[:, None, None].expand_as(x), atol=0, rtol=0)
        assert torch.isfinite(found["dx"]).all()

    def test_half_precision_with_an_eps_it_cannot_hold(self, tier: tiers.Tier, device: torch.device) -> None:
        x, w, b, dy = case((2, 8, 12, 12), torch.float16, device)
        x *= 1e-3
        found, expected = run(x, 4, w, b, dy, eps=1e-8), reference(x, 4, w, b, dy, eps=1e-8)
        assert_accurate(found, expected, tolerance(torch.float16))

    @pytest.mark.parametrize("groups", [1, 12])
    def test_one_group_and_a_group_a_channel(self, groups: int, tier: tiers.Tier, device: torch.device) -> None:
        x, w, b, dy = case((2, 12, 9, 9), torch.float32, device)
        assert_accurate(run(x, groups, w, b, dy), reference(x, groups, w, b, dy), 3e-6)


class TestLayouts:
    @pytest.mark.parametrize("kind", ["expanded", "sliced", "transposed", "flipped batch", "every other channel"])
    def test_any_strides(self, kind: str, tier: tiers.Tier, device: torch.device) -> None:
        x, w, b, dy = case((4, 8, 6, 5), torch.float32, device)
        x = {
            "expanded": x[:1].expand(4, 8, 6, 5),
            "sliced": x[:, :, :4, 1:],
            "transposed": x.transpose(2, 3),
            "flipped batch": x.flip(0)[1:],
            "every other channel": x.repeat(1, 2, 1, 1)[:, ::2],
        }[kind]
        dy = torch.randn(x.shape, device=device)
        found = run(x, 4, w, b, dy, activation="silu")
        assert_accurate(found, reference(x, 4, w, b, dy, activation="silu"), 3e-6)
        assert found["y"].is_contiguous()

    @pytest.mark.parametrize("dim", [4, 5])
    def test_a_gradient_in_another_layout(self, dim: int, tier: tiers.Tier, device: torch.device) -> None:
        shape = (2, 8, 6, 5, 3)[:dim]
        x, w, b, dy = case(shape, torch.float32, device, channels_last=True)
        found = run(x, 4, w, b, dy.contiguous())
        assert_accurate(found, reference(x, 4, w, b, dy), 3e-6)
        assert found["dx"].stride() == x.stride()
        assert_accurate(run(x.contiguous(), 4, w, b, dy), reference(x, 4, w, b, dy), 3e-6)
        ones = run(x, 4, w, b, torch.ones((), device=device).expand(shape))
        assert_accurate(ones, reference(x, 4, w, b, torch.ones_like(dy)), 3e-5)

    def test_parameters_of_any_strides(self, tier: tiers.Tier, device: torch.device) -> None:
        x, w, b, dy = case((2, 8, 6, 5), torch.float32, device)
        w, b = w.repeat_interleave(2)[::2], b[:1].expand(8)
        found = run(x, 4, w, b, dy)
        assert_accurate(found, reference(x, 4, w, b, dy), 3e-6)

    @pytest.mark.parametrize("channels_last", [False, True])
    def test_the_fake_gives_the_same_strides(self, channels_last: bool, device: torch.device) -> None:
        x, w, b, _ = case((2, 8, 6, 5), torch.float32, device, channels_last)
        real = fused.group_norm(x, 4, w, b, 1e-5, None)
        with torch._subclasses.FakeTensorMode(allow_non_fake_inputs=True) as mode:
            fake = fused.group_norm(mode.from_tensor(x), 4, mode.from_tensor(w), mode.from_tensor(b), 1e-5, None)
        assert (fake.shape, fake.stride(), fake.dtype) == (real.shape, real.stride(), real.dtype)


class TestArguments:
    @pytest.mark.parametrize("shape", [(0, 8, 3), (2, 8, 0), (0, 8), (2, 8, 0, 4)])
    def test_empty_tensors(self, shape: tuple[int, ...], device: torch.device) -> None:
        x, w, b, dy = case(shape, torch.float32, device)
        found = run(x, 4, w, b, dy)
        assert found["y"].shape == found["dx"].shape == shape
        assert (found["dw"] == 0).all()
        assert (found["db"] == 0).all()

    @pytest.mark.parametrize("mask", list(itertools.product([False, True], repeat=3))[1:], ids=str)
    @pytest.mark.parametrize("channels_last", [False, True])
    def test_only_the_gradients_asked_for(
        self, mask: tuple[bool, bool, bool], channels_last: bool, tier: tiers.Tier, device: torch.device
    ) -> None:
        x, w, b, dy = case((2, 8, 6, 5), torch.float32, device, channels_last)
        expected = reference(x, 4, w, b, dy, activation="silu")
        inputs = [t.requires_grad_(wanted) for t, wanted in zip((x, w, b), mask, strict=True)]
        y = fused.group_norm(x, 4, w, b, 1e-5, "silu")
        found = torch.autograd.grad(y, [t for t in inputs if t.requires_grad], dy)
        names = [name for name, wanted in zip(("dx", "dw", "db"), mask, strict=True) if wanted]
        for name, gradient in zip(names, found, strict=True):
            assert error(gradient, expected[name]) < 3e-6, name

    @pytest.mark.parametrize("activation", [None, "silu"])
    @pytest.mark.parametrize("has", list(itertools.product([False, True], repeat=2)), ids=str)
    def test_no_weight_no_bias_and_one_alone(
        self, has: tuple[bool, bool], activation: str | None, tier: tiers.Tier, device: torch.device
    ) -> None:
        x, w, b, dy = case((2, 8, 6, 5), torch.float32, device)
        given = [t if present else None for t, present in zip((w, b), has, strict=True)]
        found, expected = (f(x, 4, *given, dy, activation=activation) for f in (run, reference))
        assert_accurate(found, expected, 3e-6)

    @pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
    def test_half_precision_with_float32_parameters(
        self, dtype: torch.dtype, tier: tiers.Tier, device: torch.device
    ) -> None:
        x, w, b, dy = case((2, 8, 6, 5), dtype, device)
        w, b = w.float() * 1.001, b.float() * 1.001
        found = run(x, 4, w, b, dy, activation="silu")
        assert found["dw"].dtype == found["db"].dtype == torch.float32
        assert found["y"].dtype == found["dx"].dtype == dtype
        expected = reference(x, 4, w, b, dy, activation="silu")
        assert_accurate({name: found[name] for name in ("dw", "db")}, {n: expected[n] for n in ("dw", "db")}, 3e-6)
        assert_accurate(found, expected, tolerance(dtype))


@pytest.mark.interpreted
@pytest.mark.parametrize("channels_last", [False, True])
def test_the_last_programs_of_more_than_2_31_elements(channels_last: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    from triton.runtime import interpreter

    samples, channels, pixels = 2**19 + 3, 16, 256
    x = torch.empty((samples, channels, pixels, 1), dtype=torch.float16)
    if channels_last:
        x = x.as_strided(x.shape, (channels * pixels, 1, channels, channels))
    x[-1].normal_()
    monkeypatch.setattr(interpreter.GridExecutor, "_restore_args_dev", lambda *_: None)
    set_grid_idx = interpreter.InterpreterBuilder.set_grid_idx
    monkeypatch.setattr(
        interpreter.InterpreterBuilder, "set_grid_idx", lambda self, x, y, z: set_grid_idx(self, x + first, y, z)
    )
    monkeypatch.setattr(
        interpreter.InterpreterBuilder, "set_grid_dim", lambda self, *_: setattr(self, "grid_dim", (units, 1, 1))
    )
    y, mean, rstd = results.outputs(x, 4, aten.layout_of(x))
    problem = tiers.Problem(samples, channels, pixels, 4, x.itemsize, channels_last, False, has_activation=False)
    (resident,) = launch.forward_steps(problem, tiers.plan(problem, 132, "resident"), 1e-5).steps
    units = resident.grid[0]
    first = units - units // samples
    tensors = {"x_ptr": x, "weight_ptr": None, "bias_ptr": None, "y_ptr": y, "mean_ptr": mean, "rstd_ptr": rstd}
    resident.kernel[(units - first,)](**tensors, **resident.others)
    expected = plainly(x[-1:].double(), 4, None, None, 1e-5, None)
    assert error(y[-1:], expected) < tolerance(torch.float16)


@pytest.mark.gpu
@pytest.mark.xdist_group("tens of gigabytes")
@pytest.mark.parametrize("tier", ["streamed", "split", "pipelined"], indirect=True)
@pytest.mark.parametrize("channels_last", [False, True])
def test_more_than_2_31_elements(channels_last: bool, tier: tiers.Tier) -> None:
    shape = (5, 64, 2**13, 2**10)
    x = torch.randn(shape, dtype=torch.bfloat16, device="cuda")
    if channels_last:
        x = x.contiguous(memory_format=torch.channels_last)
    found = run(x, 64, dy=x)
    last = x[-1:, -2:].double().cpu()
    expected = reference(last, 2, dy=last)
    assert error(found["y"][-1:, -2:], expected["y"]) < tolerance(torch.bfloat16)
    # With dy = x, dx is what is left of eps; what counts is that it is written, and small.
    assert found["dx"][-1:, -2:].abs().max() < 1e-2


def test_places_of_64_bits_inside_a_tile(tier: tiers.Tier, device: torch.device) -> None:
    with planned(lambda problem, count: dataclasses.replace(tiers.plan(problem, count, tier), is_wide=True)):
        for channels_last in (False, True):
            x, w, b, dy = case((2, 8, 6, 5), torch.float32, device, channels_last)
            assert_accurate(run(x, 4, w, b, dy), reference(x, 4, w, b, dy), 3e-6)


class TestNotFinite:
    @pytest.mark.parametrize("dtype", DTYPES, ids=str)
    @pytest.mark.parametrize("poison", [torch.nan, torch.inf, -torch.inf])
    @pytest.mark.parametrize("channels_last", [False, True])
    @pytest.mark.parametrize("shape", [(2, 12, 6, 5), (2, 128, 7, 7)])
    def test_it_stays_in_its_group(
        self, shape: tuple[int, ...], poison: float, channels_last: bool, dtype: torch.dtype, tier: tiers.Tier,
        device: torch.device,
    ) -> None:  # fmt: skip
        x, w, b, dy = case(shape, dtype, device, channels_last)
        clean = run(x, 4, w, b, dy)
        group = slice(shape[1] // 4, shape[1] // 2)
        x[1, group.start + 1, 2, 2] = poison
        found = run(x, 4, w, b, dy)
        assert torch.isnan(found["y"][1, group]).all()
        for name in ("y", "dx"):
            found[name][1, group] = clean[name][1, group]
        for name in ("dw", "db"):
            found[name][group] = clean[name][group]
        torch.testing.assert_close(found, clean, atol=0, rtol=0)

    @pytest.mark.parametrize("shape", [(2, 12, 6, 5), (2, 128, 7, 7)])
    def test_an_infinite_gradient_stays_in_the_parameters_of_its_channel(
        self, shape: tuple[int, ...], tier: tiers.Tier, device: torch.device
    ) -> None:
        x, w, b, dy = case(shape, torch.float32, device)
        clean = run(x, 4, w, b, dy, activation="silu")
        dy[1, 4, 0, 0] = dy[1, 4, -1, -1] = torch.inf
        found = run(x, 4, w, b, dy, activation="silu")
        for name in ("dw", "db"):
            assert not torch.isfinite(found[name][4])
            found[name][4] = clean[name][4]
            torch.testing.assert_close(found[name], clean[name], atol=0, rtol=0)

    def test_silu_far_out(self, tier: tiers.Tier, device: torch.device) -> None:
        x, w, _, dy = case((2, 8, 6, 5), torch.float32, device)
        b = torch.tensor([100.0, -100.0, 30.0, -30.0, 0.0, 1e30, 3e38, -1e30], device=device)
        found, theirs = (f(x, 4, w, b, dy, activation="silu") for f in (run, eager))
        torch.testing.assert_close(found, theirs, atol=1e-5, rtol=1e-5, equal_nan=True)

    @pytest.mark.parametrize("shape", [(2, 8, 6, 5), (2, 128, 7, 7)])
    def test_lanes_beyond_the_end_add_nothing(
        self, shape: tuple[int, ...], tier: tiers.Tier, device: torch.device
    ) -> None:
        """Where there is no element, x counts as 0, far from its mean: only there is SiLU's argument infinite."""
        x, w, b, dy = case(shape, torch.float32, device)
        x = x + 1e3
        w = w.sign() * 1e36
        found, expected = (f(x, 4, w, b, dy, activation="silu") for f in (run, reference))
        for name in ("dw", "db"):
            assert error(found[name], expected[name]) < 1e-2, name

    @pytest.mark.parametrize("z", [torch.inf, -torch.inf, torch.nan])
    def test_silu_of_infinity(self, z: float, tier: tiers.Tier, device: torch.device) -> None:
        x, w, b, dy = case((2, 8, 6, 5), torch.float32, device)
        b[3] = z
        found, theirs = (f(x, 4, w, b, dy, activation="silu")["y"] for f in (run, eager))
        torch.testing.assert_close(found, theirs, atol=1e-5, rtol=1e-5, equal_nan=True)


class TestAgreement:
    @pytest.mark.parametrize("dtype", DTYPES, ids=str)
    def test_runs_repeat_bit_for_bit(self, dtype: torch.dtype, tier: tiers.Tier, device: torch.device) -> None:
        x, w, b, dy = case((3, 8, 13, 15), dtype, device)
        first, *others = (run(x, 4, w, b, dy, activation="silu") for _ in range(3))
        for other in others:
            torch.testing.assert_close(other, first, atol=0, rtol=0)

    @pytest.mark.parametrize("channels_last", [False, True])
    def test_tiers_agree(self, channels_last: bool, monkeypatch: pytest.MonkeyPatch, device: torch.device) -> None:
        x, w, b, dy = case((2, 8, 22, 22), torch.float32, device, channels_last)
        results = []
        for tier in TIERS:
            monkeypatch.setattr(launch, "plan", lambda problem, count, tier=tier: tiers.plan(problem, count, tier))
            results.append(run(x, 8, w, b, dy, activation="silu"))
        for other in results[1:]:
            torch.testing.assert_close(other, results[0], atol=2e-5, rtol=1e-5)
