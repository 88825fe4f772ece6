"""The benchmark grid: shapes that group normalization is used on, and small ones that run in the same tier."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch

from typed_torch.ops._group_norm.tiers import Problem, Tier, plan

__all__ = ["MULTIPROCESSORS", "WORKLOADS", "Workload", "cases", "named", "tensors"]

MULTIPROCESSORS = 132


@dataclass(frozen=True)
class Workload:
    """A shape ``(N, C, *)`` with its number of groups, and the same workload scaled down for an interpreter.

    The small shape keeps the size of a group where that decides the tier.
    """

    name: str
    shape: tuple[int, ...]
    num_groups: int
    small_shape: tuple[int, ...]
    small_groups: int

    @property
    def has_channels_last(self) -> bool:
        return len(self.shape) == 4

    def problem(self, channels_last: bool, backward: bool, activation: bool = True) -> Problem:
        """What the dispatch table is asked for it, in a 16-bit dtype."""
        samples, channels, *spatial = self.shape
        return Problem(samples, channels, math.prod(spatial), self.num_groups, 2, channels_last, backward, activation)

    def tier(self, *, channels_last: bool, backward: bool) -> Tier:
        """The tier it runs in, in a 16-bit dtype, on an H100."""
        return plan(self.problem(channels_last, backward), MULTIPROCESSORS).tier


WORKLOADS = (
    Workload("ResNet-50 stage 1", (64, 256, 56, 56), 32, (1, 32, 56, 56), 4),
    Workload("ResNet-50 stage 4", (64, 2048, 7, 7), 32, (2, 128, 7, 7), 2),
    Workload("Mask R-CNN RoI head", (1024, 256, 14, 14), 32, (2, 64, 14, 14), 8),
    Workload("Mask R-CNN FPN tower", (2, 256, 200, 336), 32, (1, 16, 100, 88), 2),
    Workload("SD 1.5 U-Net", (16, 320, 64, 64), 32, (1, 20, 64, 64), 2),
    Workload("SD 1.5 U-Net, deepest", (2, 1280, 8, 8), 32, (1, 160, 8, 8), 4),
    Workload("SDXL U-Net", (2, 320, 128, 128), 32, (1, 20, 96, 96), 2),
    Workload("VAE decoder, 512", (1, 512, 512, 512), 32, (1, 32, 72, 72), 2),
    Workload("VAE decoder, 1024", (1, 128, 1024, 1024), 32, (1, 8, 144, 144), 2),
    Workload("video", (1, 128, 17, 240, 240), 32, (1, 8, 5, 64, 64), 2),
    Workload("audio, one group", (8, 512, 16000), 1, (2, 8, 16000), 1),
    Workload("audio, group per channel", (8, 512, 63999), 512, (1, 2, 63999), 2),
)


def cases() -> Iterator[tuple[Workload, bool, bool]]:
    """Every workload in each of its layouts, forward and backward: whether channels-last, whether backward."""
    for workload, channels_last, backward in itertools.product(WORKLOADS, (False, True), (False, True)):
        if workload.has_channels_last or not channels_last:
            yield workload, channels_last, backward


def named(workload: Workload, channels_last: bool, backward: bool) -> str:
    """A case as the first columns of a table."""
    layout, direction = ("channels-last" if channels_last else "contiguous"), ("backward" if backward else "forward")
    return f"{workload.name:26} {layout:13} {direction:8}"


def tensors(
    shape: tuple[int, ...], channels_last: bool, dtype: torch.dtype = torch.bfloat16, device: str = "cpu"
) -> tuple[torch.Tensor, ...]:
    """x, dy, weight and bias."""
    memory_format = torch.channels_last if channels_last else torch.contiguous_format
    x, dy = (torch.randn(shape, device=device).to(dtype).contiguous(memory_format=memory_format) for _ in "xy")
    w, b = torch.randn(2, x.shape[1], device=device).to(dtype)
    return x, dy, w, b
