"""Running functions on several gloo processes of this machine."""

from __future__ import annotations

import tempfile
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.distributed
import torch.multiprocessing

__all__ = ["FOUR", "TWO", "Failure", "run"]

# Numbers of processes; the tests of each share one start.
TWO, FOUR = (pytest.param(size, marks=pytest.mark.xdist_group(f"{size} processes")) for size in (2, 4))

Scenario = Callable[[], Any]


class Failure(str):
    """The traceback of a scenario that raised."""


def run(world_size: int, scenarios: Mapping[str, Scenario]) -> list[dict[str, Any]]:
    """Call every scenario on each of ``world_size`` processes; what they return, process by process.

    One start serves all scenarios: it takes longer than they do.
    """
    with tempfile.TemporaryDirectory() as folder:
        torch.multiprocessing.spawn(_process, (world_size, folder, dict(scenarios)), world_size)
        return [torch.load(_results(folder, rank), weights_only=False) for rank in range(world_size)]


def _results(folder: str, rank: int) -> Path:
    return Path(folder, f"results{rank}.pt")


def _process(rank: int, world_size: int, folder: str, scenarios: Mapping[str, Scenario]) -> None:
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    store = torch.distributed.FileStore(str(Path(folder, "store")), world_size)
    torch.distributed.init_process_group("gloo", store=store, rank=rank, world_size=world_size)
    try:
        results = {name: _result(scenario) for name, scenario in scenarios.items()}
        torch.save(results, _results(folder, rank))
    finally:
        torch.distributed.destroy_process_group()


def _result(scenario: Scenario) -> Any:
    torch.manual_seed(0)
    try:
        return scenario()
    except Exception:
        return Failure(traceback.format_exc())


def returned(results: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    """What a scenario returned on each process; raises if it did on one of them."""
    values = [of_rank[name] for of_rank in results]
    for rank, value in enumerate(values):
        if isinstance(value, Failure):
            raise AssertionError(f"{name} on process {rank}:\n{value}")
    return values
