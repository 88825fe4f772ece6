"""A call as the dispatch table sees it, and the calls that its kernels run besides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch

from typed_torch.ops._group_norm import aten, results
from typed_torch.ops._group_norm.tiers import Problem, Tier, plan
from typed_torch.ops.setting import multiprocessors

__all__ = ["Kind", "kind_of", "problem_of"]


class Kind(NamedTuple):
    """Calls of one direction on one device, run by the same kernels with the same tiles."""

    device: torch.device
    dtypes: tuple[torch.dtype | None, ...]
    channels_last: bool
    activation: str | None
    asked_for: tuple[bool, ...]
    tier: Tier
    is_flat: bool
    tile: tuple[int, int]
    num_warps: int

    def __str__(self) -> str:
        direction = "backward" if self.asked_for else "forward"
        given = ", ".join(str(dtype).removeprefix("torch.") for dtype in self.dtypes)
        layout = "channels-last" if self.channels_last else "contiguous"
        fused = f", {self.activation}" if self.activation else ""
        return (
            f"{direction} of {given} on {self.device}, {layout}{fused}; {self.tier}, {self.tile[0]} by {self.tile[1]}"
        )


def problem_of(
    shape: torch.Size, itemsize: int, memory_format: torch.memory_format, num_groups: int, is_backward: bool,
    has_activation: bool,
) -> Problem:  # fmt: skip
    """What the table is asked, of a ``shape`` without empty dimensions."""
    samples, channels = shape[:2]
    pixels = shape.numel() // (samples * channels)
    # With one pixel, it is the channels that lie together in any layout.
    channels_last = pixels == 1 or memory_format is not torch.contiguous_format
    return Problem(samples, channels, pixels, num_groups, itemsize, channels_last, is_backward, has_activation)


def kind_of(
    input: torch.Tensor,
    num_groups: int,
    weight: torch.Tensor | None,
    bias: torch.Tensor | None,
    activation: str | None,
    output_mask: Sequence[bool] | None = None,
) -> Kind:
    """The kind of a call of forward or, with an ``output_mask``, of backward."""
    is_backward = output_mask is not None
    problem = problem_of(
        input.shape, input.itemsize, aten.layout_of(input), num_groups, is_backward, activation == "silu"
    )
    chosen = plan(problem, multiprocessors(input.device))
    return Kind(
        input.device,
        tuple(t if t is None else t.dtype for t in (input, weight, bias)),
        problem.channels_last,
        activation,
        () if output_mask is None else results.asked_for(output_mask, weight, bias),
        chosen.tier,
        chosen.is_flat,
        (chosen.block_c, chosen.block_p),
        chosen.num_warps,
    )
