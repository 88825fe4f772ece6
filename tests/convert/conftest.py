"""Waiting for a SiLU, as if there were fused kernels for the CPU too."""

from __future__ import annotations

import pytest

from typed_torch._convert import deferred
from typed_torch.ops._group_norm import fused


@pytest.fixture
def with_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has fused norms wait on any device, as they do where a fused kernel runs; ATen computes both forms."""
    monkeypatch.setattr(deferred, "runs_fused", fused.takes)
