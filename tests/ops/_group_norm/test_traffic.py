"""How many passes over the tensor the kernels make, counted in the interpreter."""

from __future__ import annotations

import pytest
from traffic import recorded, small_tensors
from workloads import MULTIPROCESSORS, WORKLOADS, Workload

from typed_torch.ops._group_norm import launch, tiers
from typed_torch.ops.setting import IS_INTERPRETED

pytestmark = [
    pytest.mark.kernels,
    pytest.mark.skipif(not IS_INTERPRETED, reason="only the interpreter shows what a kernel loads and stores"),
]

LIMITS = {"resident": (2.0, 3.0), "streamed": (3.0, 5.0), "split": (3.0, 5.0)}


@pytest.mark.parametrize("activation", [None, "silu"])
@pytest.mark.parametrize(
    ("workload", "channels_last"),
    [(w, last) for w in WORKLOADS for last in (False, True) if w.has_channels_last or not last],
    ids=lambda value: value.name if isinstance(value, Workload) else "channels_last" if value else "contiguous",
)
def test_passes(
    workload: Workload, activation: str | None, channels_last: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    _force(monkeypatch, workload, channels_last)
    x, dy, w, b = small_tensors(workload, channels_last)
    with recorded() as forward:
        y, mean, rstd = launch.forward(x, workload.small_groups, w, b, 1e-5, activation)
    with recorded() as backward:
        dx, *_ = launch.backward(dy, x, workload.small_groups, w, b, mean, rstd, 1e-5, activation, [True, True, True])
    passes = forward.passes(x, y), backward.passes(x, dy, dx)
    both = tuple(workload.tier(channels_last=channels_last, backward=backward) for backward in (False, True))
    print(f"{workload.name}: forward {both[0]} {passes[0]:.2f}, backward {both[1]} {passes[1]:.2f}")
    for tier, made, limit in zip(both, passes, (LIMITS[tier][i] for i, tier in enumerate(both)), strict=True):
        assert made == limit if tier == "resident" else made <= limit


def _force(monkeypatch: pytest.MonkeyPatch, workload: Workload, channels_last: bool) -> None:
    """Have the small shape run in the tier of the full one, of itself where it can."""

    def same_tier(problem: tiers.Problem, _: int) -> tiers.Plan:
        tier = workload.tier(channels_last=channels_last, backward=problem.is_backward)
        chosen = tiers.plan(problem, 2)
        return chosen if chosen.tier == tier else tiers.plan(problem, MULTIPROCESSORS, tier)

    monkeypatch.setattr(launch, "plan", same_tier)
