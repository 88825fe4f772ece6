"""Launches by plans of one's own, in place of those of the dispatch table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

from typed_torch.ops._group_norm.tiers import Plan, Problem

__all__ = ["planned"]


@contextmanager
def planned(plan: Callable[[Problem, int], Plan]) -> Iterator[None]:
    """While this lasts, every call of the fused kernels is run by ``plan``, of the problem and the multiprocessors."""
    from typed_torch.ops._group_norm import launch

    with mock.patch.object(launch, "plan", plan):
        _forget()
        yield
    _forget()


def _forget() -> None:
    from typed_torch.ops._group_norm import launch

    launch.forward_launches.cache_clear()
    launch.backward_launches.cache_clear()
