"""How many passes over the tensor the kernels make, counted in the interpreter."""

from __future__ import annotations

import pytest
from traffic import passes
from workloads import WORKLOADS, Workload

pytestmark = pytest.mark.interpreted

LIMITS = {"resident": (2.0, 3.0), "streamed": (3.0, 5.0), "split": (3.0, 5.0)}


@pytest.mark.parametrize("activation", [None, "silu"])
@pytest.mark.parametrize(
    ("workload", "channels_last"),
    [(w, last) for w in WORKLOADS for last in (False, True) if w.has_channels_last or not last],
    ids=lambda value: value.name if isinstance(value, Workload) else "channels_last" if value else "contiguous",
)
def test_passes(workload: Workload, activation: str | None, channels_last: bool) -> None:
    made = passes(workload, channels_last, activation)
    both = tuple(workload.tier(channels_last=channels_last, backward=backward) for backward in (False, True))
    print(f"{workload.name}: forward {both[0]} {made[0]:.2f}, backward {both[1]} {made[1]:.2f}")
    for tier, found, limit in zip(both, made, (LIMITS[tier][i] for i, tier in enumerate(both)), strict=True):
        assert found == limit if tier == "resident" else found <= limit
