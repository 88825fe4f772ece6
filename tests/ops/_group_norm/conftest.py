"""A tier forced on every launch, and guards round every result of the kernels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from kernel_cases import TIERS
from planned import planned

from typed_torch.ops._group_norm import results, tiers

GUARD, MARK = 64, 77.0


@pytest.fixture(params=TIERS)
def tier(request: pytest.FixtureRequest) -> Iterator[tiers.Tier]:
    """Forces a tier on every launch of a test."""
    tier: tiers.Tier = request.param
    with planned(lambda problem, count: tiers.plan(problem, count, tier)):
        yield tier


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the kernels results full of NaN, so that an element nobody writes is seen, with guards on both sides."""
    from typed_torch.ops._group_norm import launch

    buffers: list[torch.Tensor] = []

    def inside_guards(result: torch.Tensor) -> torch.Tensor:
        buffer = torch.full((result.numel() + 2 * GUARD,), MARK, dtype=result.dtype, device=result.device)
        buffers.append(buffer)
        return buffer.as_strided(result.shape, result.stride(), GUARD).fill_(torch.nan)

    for name in ("outputs", "gradients"):
        allocate = getattr(results, name)
        monkeypatch.setattr(launch, name, lambda *args, allocate=allocate: tuple(map(inside_guards, allocate(*args))))
    yield
    for buffer in buffers:
        assert (buffer[:GUARD] == MARK).all()
        assert (buffer[-GUARD:] == MARK).all()
