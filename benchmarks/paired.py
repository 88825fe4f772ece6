"""Timing by pairs: every round times each candidate once, next to the baseline, in one process."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Mapping

__all__ = ["paired"]


def paired(
    candidates: Mapping[str, Callable[[], object]], *, calls: int = 2000, rounds: int = 41
) -> Mapping[str, tuple[float, float]]:
    """For each candidate, its median seconds a call and the median of its ratio to the first, round by round."""
    (baseline, *_) = candidates
    seconds: dict[str, list[float]] = {name: [] for name in candidates}
    order = list(candidates)
    for function in candidates.values():
        _time(function, calls // 10)
    gc.disable()
    try:
        for _ in range(rounds):
            random.shuffle(order)
            for name in order:
                seconds[name].append(_time(candidates[name], calls))
    finally:
        gc.enable()
    return {
        name: (
            statistics.median(times),
            statistics.median(t / b for t, b in zip(times, seconds[baseline], strict=True)),
        )
        for name, times in seconds.items()
    }


def _time(function: Callable[[], object], calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        function()
    return (time.perf_counter() - start) / calls
