"""Runs the kernels of a plan: allocates, launches, and reads nothing back. Imports Triton."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import or_
from typing import Any

import torch
import triton
import triton.language as tl

from typed_torch.ops._group_norm.aten import layout_of
from typed_torch.ops._group_norm.problems import problem_of
from typed_torch.ops._group_norm.results import asked_for, gradients, outputs
from typed_torch.ops._group_norm.tiers import Plan, Problem, flat_channels, plan, slot_tile
from typed_torch.ops.kernels import group_norm_backward, group_norm_forward
from typed_torch.ops.setting import multiprocessors

__all__ = [
    "Launch",
    "Launches",
    "backward",
    "backward_launches",
    "backward_steps",
    "forward",
    "forward_launches",
    "forward_steps",
]

_SUMMED_SAMPLES, _SUMMED_CHANNELS = 256, 8
"""The tile in which the gradients of the parameters are summed: short rows, for many programs."""

_ALIGNED_BYTES = 16
"""Triton compiles one kernel for addresses that are multiples of this, and another for those that are not."""

_MOST_KEPT = 4096


@dataclass(frozen=True, eq=False)
class Launch:
    """One kernel on one device: its grid, the tensors it takes by name, its other arguments, how to compile it.

    Triton looks at every argument of every call to find what it compiled for arguments like these. Only the tensors
    change from call to call here, so what it finds is kept, by their dtypes, for when all of them are aligned.
    """

    kernel: Any
    grid: tuple[int, int, int]
    tensors: tuple[str, ...]
    others: Mapping[str, Any]
    options: Mapping[str, Any]
    _found: dict[tuple[torch.dtype | None, ...], Any] = field(default_factory=dict, repr=False)

    def __call__(self, tensors: Mapping[str, torch.Tensor | None]) -> None:
        """Launch it on the current device, with these among ``tensors`` that it takes."""
        given = [tensors[name] for name in self.tensors]
        addresses = [0 if tensor is None else tensor.data_ptr() for tensor in given]
        dtypes = tuple([tensor if tensor is None else tensor.dtype for tensor in given])
        are_aligned = reduce(or_, addresses) % _ALIGNED_BYTES == 0
        run = self._found.get(dtypes) if are_aligned else None
        if run is not None:
            run(*addresses, *self.others.values())
            return
        found = self.kernel[self.grid](*given, **self.others, **self.options)
        if are_aligned and isinstance(found, triton.compiler.CompiledKernel):
            self._found[dtypes] = found[self.grid]


@dataclass(frozen=True, eq=False)
class Launches:
    """What a call runs, one after the other.

    ``scratch`` has the shapes of the tensors that one leaves to the next, by name, and ``counters`` how many integers,
    0 at first, the programs of one count together.
    """

    steps: tuple[Launch, ...]
    scratch: Mapping[str, tuple[int, ...]]
    counters: Mapping[str, int] = field(default_factory=dict)

    def __call__(self, tensors: dict[str, torch.Tensor | None], like: torch.Tensor) -> None:
        """Run it on ``tensors``, which scratch of the device and dtype of ``like`` joins."""
        for name, shape in self.scratch.items():
            tensors[name] = like.new_empty(shape)
        for name, count in self.counters.items():
            tensors[name] = like.new_zeros(count, dtype=torch.int32)
        with _on(like.device):
            for step in self.steps:
                step(tensors)


def forward(
    input: torch.Tensor,
    num_groups: int,
    weight: torch.Tensor | None,
    bias: torch.Tensor | None,
    eps: float,
    activation: str | None,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """``(output, mean, rstd)`` of an ``input`` with elements."""
    memory_format = layout_of(input)
    output, mean, rstd = outputs(input, num_groups, memory_format)
    launches = forward_launches(
        input.shape, input.itemsize, memory_format, num_groups, input.device, eps, activation == "silu"
    )
    tensors = {
        "x_ptr": input.contiguous(memory_format=memory_format),
        "weight_ptr": _dense(weight),
        "bias_ptr": _dense(bias),
        "y_ptr": output,
        "mean_ptr": mean,
        "rstd_ptr": rstd,
    }
    launches(tensors, like=mean)
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
    """Gradients of an ``input`` with elements, of weight and bias; an empty tensor for one not asked for."""
    memory_format = layout_of(input)
    found = gradients(input, weight, bias, output_mask, memory_format)
    is_asked_for = asked_for(output_mask, weight, bias)
    dx, dweight, dbias = (tensor if is_wanted else None for tensor, is_wanted in zip(found, is_asked_for, strict=True))
    launches = backward_launches(
        input.shape, input.itemsize, memory_format, num_groups, input.device, activation == "silu",
        dx is not None, dweight is not None or dbias is not None,
    )  # fmt: skip
    tensors = {
        "dy_ptr": grad.contiguous(memory_format=memory_format),
        "x_ptr": input.contiguous(memory_format=memory_format),
        "weight_ptr": _dense(weight),
        "bias_ptr": _dense(bias),
        "mean_ptr": mean,
        "rstd_ptr": rstd,
        "dx_ptr": dx,
        "dweight_ptr": dweight,
        "dbias_ptr": dbias,
        "a_ptr": None,
        "b_ptr": None,
    }
    launches(tensors, like=mean)
    return found


@lru_cache(maxsize=_MOST_KEPT)
def forward_launches(
    shape: torch.Size, itemsize: int, memory_format: torch.memory_format, num_groups: int, device: torch.device,
    eps: float, silu: bool,
) -> Launches:  # fmt: skip
    """What runs every call with these arguments, kept with what Triton compiled for it."""
    problem = problem_of(shape, itemsize, memory_format, num_groups, is_backward=False, has_activation=silu)
    return forward_steps(problem, plan(problem, multiprocessors(device)), eps)


@lru_cache(maxsize=_MOST_KEPT)
def backward_launches(
    shape: torch.Size, itemsize: int, memory_format: torch.memory_format, num_groups: int, device: torch.device,
    silu: bool, wants_input: bool, wants_parameters: bool,
) -> Launches:  # fmt: skip
    """What runs every call with these arguments, kept with what Triton compiled for it."""
    problem = problem_of(shape, itemsize, memory_format, num_groups, is_backward=True, has_activation=silu)
    return backward_steps(problem, plan(problem, multiprocessors(device)), wants_input, wants_parameters)


def forward_steps(problem: Problem, plan: Plan, eps: float) -> Launches:
    """What to launch for ``plan``; the tensors are those of ``forward`` by the kernels' names."""
    kernels, others = group_norm_forward, {**_sizes(problem, plan), "EPS": eps}
    if plan.tier == "resident":
        return Launches((_bind(kernels.flat if plan.is_flat else kernels.resident, (plan.units,), others, plan),), {})
    if plan.tier == "streamed":
        return Launches((_bind(kernels.streamed, (plan.units,), others, plan),), {})
    slots = problem.samples, plan.splits, problem.channels
    scratch = {"slot_mean_ptr": slots, "slot_squares_ptr": slots}
    if plan.tier == "pipelined":
        step = _bind(kernels.pipelined, _pipelined_grid(problem, plan), others, plan)
        return Launches((step,), scratch, _turns(plan))
    grid = (plan.units, plan.splits)
    steps = (
        _bind(kernels.split_moments, grid, others, plan),
        _bind(kernels.split_merge, (problem.samples * problem.groups,), others),
        _bind(kernels.split_apply, grid, others, plan),
    )
    return Launches(steps, scratch)


def backward_steps(problem: Problem, plan: Plan, wants_input: bool, wants_parameters: bool) -> Launches:
    """What to launch for ``plan``; the tensors are those of ``backward``, ``None`` for a gradient not wanted."""
    kernels, others = group_norm_backward, _sizes(problem, plan)
    steps: list[Launch] = []
    scratch: dict[str, tuple[int, ...]] = {}
    counters: dict[str, int] = {}
    if wants_parameters:
        scratch["a_ptr"] = scratch["b_ptr"] = (problem.samples, problem.channels)
    if plan.tier == "resident":
        steps.append(_bind(kernels.flat if plan.is_flat else kernels.resident, (plan.units,), others, plan))
    elif plan.tier == "streamed":
        steps.append(_bind(kernels.streamed, (plan.units,), others, plan))
    else:
        groups, grid = problem.samples * problem.groups, (plan.units, plan.splits)
        scratch["slot_a_ptr"] = scratch["slot_b_ptr"] = (problem.samples, plan.splits, problem.channels)
        scratch["c1_ptr"] = scratch["c2_ptr"] = (groups,)
        if plan.tier == "pipelined":
            steps.append(_bind(kernels.pipelined, _pipelined_grid(problem, plan), others, plan))
            counters = _turns(plan)
        else:
            steps.append(_bind(kernels.split_sums, grid, others, plan))
            steps.append(_bind(kernels.split_merge, (groups,), others))
            if wants_input:
                steps.append(_bind(kernels.split_apply, grid, others, plan))
    if wants_parameters:
        programs = -(-problem.channels // _SUMMED_CHANNELS)
        steps.append(_bind(kernels.parameter_gradients, (programs,), others))
    return Launches(tuple(steps), scratch, counters)


def _pipelined_grid(problem: Problem, plan: Plan) -> tuple[int]:
    """Two programs for each part of a unit, and one for each of its groups."""
    return (plan.units * (2 * plan.parts + plan.span // problem.per_group),)


def _turns(plan: Plan) -> dict[str, int]:
    """What the programs of a pipelined launch count: those that started, and of each unit who summed and who merged."""
    return {"turns_ptr": 1 + 2 * plan.units}


def _bind(kernel: Any, grid: tuple[int, ...], others: Mapping[str, Any], plan: Plan | None = None) -> Launch:
    """A launch whose tiles are those of ``plan``, or small."""
    options = {"num_warps": plan.num_warps if plan else 4, "enable_fp_fusion": True}
    if plan and plan.registers:
        options["maxnreg"] = plan.registers
    x, y, z = (*grid, 1, 1)[:3]
    tensors = tuple(name for name in kernel.arg_names if name.endswith("_ptr"))
    return Launch(
        kernel, (x, y, z), tensors, {name: others[name] for name in kernel.arg_names[len(tensors) :]}, options
    )


def _sizes(problem: Problem, plan: Plan) -> dict[str, Any]:
    """What the kernels are told of a plan, by their names."""
    block_s, block_d = slot_tile(problem)
    channels, vectors = flat_channels(problem, plan)
    return {
        "samples": problem.samples,
        "channels": problem.channels,
        "pixels": problem.pixels,
        "per_group": problem.per_group,
        "span": plan.span,
        "splits": plan.splits,
        "steps": plan.steps,
        "chunk": plan.steps * plan.block_p,
        "sections": plan.units,
        "lag": plan.lag,
        "SILU": problem.has_activation,
        "ACC": tl.float64 if problem.itemsize == torch.float64.itemsize else tl.float32,
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
        "CHANNELS": channels,
        "VECTORS": vectors,
    }


def _dense(parameter: torch.Tensor | None) -> torch.Tensor | None:
    return None if parameter is None else parameter.contiguous()


def _on(device: torch.device) -> AbstractContextManager[Any]:
    """Where ``device`` is the current one; Triton launches on that."""
    if device.type != "cuda" or device.index == torch.cuda.current_device():
        return nullcontext()
    return torch.cuda.device(device)
