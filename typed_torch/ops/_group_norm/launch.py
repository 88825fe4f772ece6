"""Runs the kernels of a plan: allocates, launches, and reads nothing back. Imports Triton."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
import triton.language as tl

from typed_torch.ops._group_norm.aten import is_channels_last, layout_of
from typed_torch.ops._group_norm.fused import gradients, outputs
from typed_torch.ops._group_norm.tiers import Plan, Problem, plan, slot_tile
from typed_torch.ops.kernels import group_norm_backward, group_norm_forward
from typed_torch.ops.setting import multiprocessors

__all__ = ["Launch", "backward", "backward_launches", "forward", "forward_launches"]

_SUMMED_SAMPLES, _SUMMED_CHANNELS = 256, 8
"""The tile in which the gradients of the parameters are summed: short rows, for many programs."""


@dataclass(frozen=True)
class Launch:
    """One kernel, its grid, its arguments by name and how to compile it."""

    kernel: Any
    grid: tuple[int, ...]
    arguments: dict[str, Any]
    options: dict[str, Any]

    def __call__(self) -> None:
        self.kernel[self.grid](**self.arguments, **self.options)


def forward(
    input: torch.Tensor,
    num_groups: int,
    weight: torch.Tensor | None,
    bias: torch.Tensor | None,
    eps: float,
    activation: str | None,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """``(output, mean, rstd)``."""
    output, mean, rstd = outputs(input, num_groups)
    if input.numel() == 0:
        return output, mean.zero_(), rstd.zero_()
    problem = _problem(input, num_groups, is_backward=False)
    chosen = plan(problem, multiprocessors(input.device))
    scope = {
        "x_ptr": input.contiguous(memory_format=layout_of(input)),
        "weight_ptr": _dense(weight),
        "bias_ptr": _dense(bias),
        "y_ptr": output,
        "mean_ptr": mean,
        "rstd_ptr": rstd,
        "EPS": eps,
        "SILU": activation == "silu",
    }
    with _on(input.device):
        for launch in forward_launches(problem, chosen, scope):
            launch()
    return output, mean, rstd


def backward(
    grad: torch.Tensor,
    input: torch.Tensor,
    num_groups: int,
    weight: torch.Tensor | None,
    bias: torch.Tensor | None,
    mean: torch.Tensor,
    rstd: torch.Tensor,
    eps: float,
    activation: str | None,
    output_mask: Sequence[bool],
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Gradients of input, weight and bias; an empty tensor for one that ``output_mask`` does not ask for."""
    found = gradients(input, weight, bias, output_mask)
    if input.numel() == 0:
        for gradient in found:
            gradient.zero_()
        return found
    problem = _problem(input, num_groups, is_backward=True)
    chosen = plan(problem, multiprocessors(input.device))
    dx, dweight, dbias = (
        gradient if is_wanted else None for gradient, is_wanted in zip(found, output_mask, strict=True)
    )
    memory_format = layout_of(input)
    scope = {
        "dy_ptr": grad.contiguous(memory_format=memory_format),
        "x_ptr": input.contiguous(memory_format=memory_format),
        "weight_ptr": _dense(weight),
        "bias_ptr": _dense(bias),
        "mean_ptr": mean,
        "rstd_ptr": rstd,
        "dx_ptr": dx,
        "dweight_ptr": dweight,
        "dbias_ptr": dbias,
        "SILU": activation == "silu",
    }
    with _on(input.device):
        for launch in backward_launches(problem, chosen, scope):
            launch()
    return found


def forward_launches(problem: Problem, plan: Plan, scope: dict[str, Any]) -> list[Launch]:
    """What to launch for ``plan``; ``scope`` has the tensors, ``EPS`` and ``SILU``, by the kernels' names."""
    kernels, mean = group_norm_forward, scope["mean_ptr"]
    scope = {**scope, **_sizes(problem, plan, mean.dtype)}
    if plan.tier == "resident":
        return [_bind(kernels.flat if plan.is_flat else kernels.resident, (plan.units,), scope, plan)]
    if plan.tier == "streamed":
        return [_bind(kernels.streamed, (plan.units,), scope, plan)]
    scope["slot_mean_ptr"], scope["slot_squares_ptr"] = _two(mean, problem.samples, plan.splits, problem.channels)
    grid = (plan.units, plan.splits)
    return [
        _bind(kernels.split_moments, grid, scope, plan),
        _bind(kernels.split_merge, (mean.numel(),), scope),
        _bind(kernels.split_apply, grid, scope, plan),
    ]


def backward_launches(problem: Problem, plan: Plan, scope: dict[str, Any]) -> list[Launch]:
    """What to launch for ``plan``; ``scope`` has the tensors, ``None`` for no gradient, and ``SILU``."""
    kernels, mean = group_norm_backward, scope["mean_ptr"]
    scope = {**scope, **_sizes(problem, plan, mean.dtype), "a_ptr": None, "b_ptr": None}
    launches = []
    wants_parameters = scope["dweight_ptr"] is not None or scope["dbias_ptr"] is not None
    if wants_parameters:
        scope["a_ptr"], scope["b_ptr"] = _two(mean, problem.samples, problem.channels)
    if plan.tier == "resident":
        launches.append(_bind(kernels.resident, (plan.units,), scope, plan))
    elif plan.tier == "streamed":
        launches.append(_bind(kernels.streamed, (plan.units,), scope, plan))
    else:
        scope["slot_a_ptr"], scope["slot_b_ptr"] = _two(mean, problem.samples, plan.splits, problem.channels)
        scope["c1_ptr"], scope["c2_ptr"] = _two(mean, mean.numel())
        grid = (plan.units, plan.splits)
        launches.append(_bind(kernels.split_sums, grid, scope, plan))
        launches.append(_bind(kernels.split_merge, (mean.numel(),), scope))
        if scope["dx_ptr"] is not None:
            launches.append(_bind(kernels.split_apply, grid, scope, plan))
    if wants_parameters:
        programs = -(-problem.channels // _SUMMED_CHANNELS)
        launches.append(_bind(kernels.parameter_gradients, (programs,), scope))
    return launches


def _bind(kernel: Any, grid: tuple[int, ...], scope: dict[str, Any], plan: Plan | None = None) -> Launch:
    """A launch whose tiles are those of ``plan``, or small."""
    options = {"num_warps": plan.num_warps if plan else 4, "enable_fp_fusion": True}
    if plan and plan.registers:
        options["maxnreg"] = plan.registers
    return Launch(kernel, grid, {name: scope[name] for name in kernel.arg_names}, options)


@lru_cache(maxsize=4096)
def _sizes(problem: Problem, plan: Plan, dtype: torch.dtype) -> Mapping[str, Any]:
    """What the kernels are told of a plan, by their names."""
    block_s, block_d = slot_tile(problem)
    return {
        "samples": problem.samples,
        "channels": problem.channels,
        "pixels": problem.pixels,
        "per_group": problem.per_group,
        "span": plan.span,
        "splits": plan.splits,
        "steps": plan.steps,
        "chunk": plan.steps * plan.block_p,
        "ACC": tl.float64 if dtype == torch.float64 else tl.float32,
        "CHANNELS_LAST": problem.channels_last,
        "ALIGN": plan.align,
        "WIDE": plan.is_wide,
        "GROUPS": plan.groups,
        "BLOCK_C": plan.block_c,
        "BLOCK_P": plan.block_p,
        "BLOCK_S": block_s,
        "BLOCK_D": block_d,
        "BLOCK_N": _SUMMED_SAMPLES,
        "BLOCK_K": _SUMMED_CHANNELS,
    }


def _problem(input: torch.Tensor, num_groups: int, is_backward: bool) -> Problem:
    samples, channels = input.shape[:2]
    pixels = input.numel() // (samples * channels)
    # With one pixel, it is the channels that lie together in any layout.
    channels_last = pixels == 1 or is_channels_last(input)
    return Problem(samples, channels, pixels, num_groups, input.itemsize, channels_last, is_backward)


def _two(like: torch.Tensor, *shape: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Two scratch tensors, each at an address that loads of any width may start from."""
    return like.new_empty(shape), like.new_empty(shape)


def _dense(parameter: torch.Tensor | None) -> torch.Tensor | None:
    return None if parameter is None else parameter.contiguous()


def _on(device: torch.device) -> AbstractContextManager[Any]:
    return torch.cuda.device(device) if device.type == "cuda" else nullcontext()
