"""Group normalization of a ``DTensor``: what crosses between devices is statistics, never the activation.

Where every group lies on one shard (the batch is sharded, or the channels by whole groups) each device normalizes
its own part and nothing is sent. Where a group is spread over devices (the space is sharded, or the channels across
groups), two numbers a group are summed over them, forward and backward alike: the sum and the sum of squared
deviations, and the two sums of the gradient.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.distributed._functional_collectives import all_reduce, wait_tensor
from torch.distributed.device_mesh import DeviceMesh
from torch.distributed.tensor import DTensor, Partial, Placement, Replicate, Shard

from typed_torch._hints import spec_of
from typed_torch.errors import DeviceError
from typed_torch.ops._group_norm.aten import statistics_dtype
from typed_torch.shape.rule import compose

__all__ = ["group_norm"]

Local = Callable[..., torch.Tensor]


def group_norm(
    local: Local,
    input: DTensor,
    num_groups: int,
    weight: torch.Tensor | None,
    bias: torch.Tensor | None,
    eps: float,
    activation: str | None,
) -> DTensor:
    """Group normalization of ``input`` in the placements it has; ``local`` normalizes what lies on one device.

    A pending sum (``Partial``) is carried out first, and shards that torch's chunks do not describe are gathered.
    The gradients of replicated parameters are pending sums.
    """
    mesh = input.device_mesh
    placements = [p if type(p) is Shard else Replicate() for p in input.placements]
    input = input.redistribute(placements=placements)
    part = _Part.of(input, num_groups)
    own = input.to_local(grad_placements=placements)
    own_weight, own_bias = (
        None if parameter is None else part.of_parameter(_distributed(name, parameter, mesh), placements)
        for name, parameter in (("weight", weight), ("bias", bias))
    )
    if part.mesh_dims:
        output = _exchanged(own, own_weight, own_bias, part, eps, activation)
    else:
        output = local(own, max(1, part.groups), own_weight, own_bias, eps, activation)
    return DTensor.from_local(output, mesh, placements, run_check=False, shape=input.shape, stride=input.stride())


def _distributed(name: str, parameter: torch.Tensor, mesh: DeviceMesh) -> DTensor:
    if not isinstance(parameter, DTensor) and DTensor._op_dispatcher._allow_implicit_replication:
        return DTensor.from_local(parameter, mesh, [Replicate()] * mesh.ndim, run_check=False)
    if isinstance(parameter, DTensor) and parameter.device_mesh == mesh:
        return parameter
    got = f"one on {parameter.device_mesh}" if isinstance(parameter, DTensor) else "a plain Tensor"
    message = compose(
        "group_norm",
        f"{name} must be a DTensor on the mesh of input, {mesh}, got {got}",
        {name: spec_of(parameter)},
        {name: f"distribute it with distribute_tensor({name}, input.device_mesh)"},
    )
    raise DeviceError(message, operation="group_norm", argument=name)


@dataclass(frozen=True)
class _Part:
    """What one device has of a group normalization.

    Attributes:
        mesh: the devices.
        mesh_dims: the dimensions of ``mesh`` over which a group is spread; none where every group is on one device.
        first_channel, channels: the channels on this device.
        channels_per_group: ``C / num_groups``.
        groups: how many groups these channels belong to.
        slots, first_slot: how many groups take part in an exchange, and the place of the first of these among them.
        size: how many elements a group has on all devices together.
    """

    mesh: DeviceMesh
    mesh_dims: tuple[int, ...]
    first_channel: int
    channels: int
    channels_per_group: int
    groups: int
    slots: int
    first_slot: int
    size: int

    @classmethod
    def of(cls, input: DTensor, num_groups: int) -> _Part:
        mesh, placements = input.device_mesh, input.placements
        by_channel = [dim for dim, p in enumerate(placements) if p.is_shard(1)]
        by_space = [dim for dim, p in enumerate(placements) if isinstance(p, Shard) and p.dim >= 2]
        each = max(1, input.shape[1] // num_groups)
        spans = _spans(input.shape[1], [mesh.size(dim) for dim in by_channel])
        first, end = spans[tuple(mesh.get_local_rank(dim) for dim in by_channel)]
        channels = end - first
        is_whole = all(start % each == 0 for start, _ in spans.values())
        first_group = first // each
        groups = -(-end // each) - first_group
        return cls(
            mesh=mesh,
            mesh_dims=tuple(d for d in (*by_space, *([] if is_whole else by_channel)) if mesh.size(d) > 1),
            first_channel=first,
            channels=channels,
            channels_per_group=each,
            groups=groups,
            slots=groups if is_whole else num_groups,
            first_slot=0 if is_whole else first_group,
            size=each * math.prod(input.shape[2:]),
        )

    def of_parameter(self, parameter: DTensor, placements: Sequence[Placement]) -> torch.Tensor:
        """The values for the channels on this device; ``placements`` are those of the input."""
        by_channel = [Shard(0) if like.is_shard(1) else Replicate() for like in placements]
        replicated = [Replicate()] * self.mesh.ndim
        # A redistribution that changes nothing would still send the gradient, to make it whole.
        if list(parameter.placements) not in (by_channel, replicated):
            parameter = parameter.redistribute(placements=replicated)
        pairs = zip(parameter.placements, placements, strict=True)
        summed = [Partial() if p.is_replicate() and like.is_shard() else p for p, like in pairs]
        values: torch.Tensor = parameter.to_local(grad_placements=summed)
        is_own = values.shape[0] == self.channels
        return values if is_own else values.narrow(0, self.first_channel, self.channels)

    def to_groups(self, of_channels: torch.Tensor) -> torch.Tensor:
        """Sums ``(N, channels)`` over the channels of each group, on this device: ``(N, slots)``."""
        before = self.first_channel % self.channels_per_group
        after = self.groups * self.channels_per_group - before - self.channels
        whole = torch.nn.functional.pad(of_channels, (before, after))
        sums = whole.reshape(whole.shape[0], self.groups, self.channels_per_group).sum(2)
        return torch.nn.functional.pad(sums, (self.first_slot, self.slots - self.first_slot - self.groups))

    def to_channels(self, of_groups: torch.Tensor) -> torch.Tensor:
        """Values ``(N, slots)`` for each channel on this device: ``(N, channels)``."""
        own = of_groups.narrow(1, self.first_slot, self.groups).repeat_interleave(self.channels_per_group, 1)
        return own.narrow(1, self.first_channel % self.channels_per_group, self.channels)

    def total(self, sums: torch.Tensor) -> torch.Tensor:
        """``sums`` added up over the devices that share groups."""
        for dim in self.mesh_dims:
            sums = _sum_over_devices(sums, self.mesh, dim)
        return sums

    def statistics(self, x: torch.Tensor, eps: float) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean and reciprocal standard deviation of each group, ``(N, slots)``, each by a sum of its own."""
        pixels = math.prod(x.shape[2:])
        if x.numel():
            variance, mean = torch.var_mean(_wide(x).flatten(2), 2, correction=0)
        else:
            variance, mean = x.new_zeros(2, *x.shape[:2], dtype=statistics_dtype(x))
        of_group = self.total(self.to_groups(mean * pixels)) / self.size
        deviation = mean - self.to_channels(of_group)
        squares = self.total(self.to_groups((variance + deviation.square()) * pixels))
        return of_group, torch.rsqrt(squares / self.size + eps)


def _spans(size: int, parts: Sequence[int]) -> dict[tuple[int, ...], tuple[int, int]]:
    """Start and end of every shard of a dimension cut into ``parts[0]`` chunks, each of these into ``parts[1]``, …"""
    spans: dict[tuple[int, ...], tuple[int, int]] = {(): (0, size)}
    for count in parts:
        spans = {
            (*place, i): (min(start + i * chunk, end), min(start + (i + 1) * chunk, end))
            for place, (start, end) in spans.items()
            for chunk in [-(-(end - start) // count)]
            for i in range(count)
        }
    return spans


def _wide(x: torch.Tensor) -> torch.Tensor:
    return x.to(statistics_dtype(x))


class _SumOverDevices(torch.autograd.Function):
    """The sum over a dimension of the mesh, whose derivative is the same sum."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, mesh: DeviceMesh, dim: int) -> torch.Tensor:
        ctx.group = mesh, dim
        summed: torch.Tensor = wait_tensor(all_reduce(x.contiguous(), "sum", (mesh, dim)))  # type: ignore[no-untyped-call]
        return summed

    @staticmethod
    def backward(ctx: Any, grad: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        return _sum_over_devices(grad, *ctx.group), None, None


class _Exchanged(torch.autograd.Function):
    """Group normalization of the part of one device, with the statistics of all that share its groups."""

    @staticmethod
    def forward(
        ctx: Any,
        x: torch.Tensor,
        weight: torch.Tensor | None,
        bias: torch.Tensor | None,
        part: _Part,
        eps: float,
        activation: str | None,
    ) -> torch.Tensor:
        mean, rstd = part.statistics(x, eps)
        ctx.save_for_backward(x, weight, bias, mean, rstd)
        ctx.part, ctx.eps, ctx.activation = part, eps, activation
        output = _affine(_normalized(x, mean, rstd, part), weight, bias)
        return (output if activation is None else torch.nn.functional.silu(output)).to(x.dtype)

    @staticmethod
    def backward(ctx: Any, grad: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        x, weight, bias, mean, rstd = ctx.saved_tensors
        part: _Part = ctx.part
        if torch.is_grad_enabled():  # a second derivative goes through the statistics too
            mean, rstd = part.statistics(x, ctx.eps)
        normal = _normalized(x, mean, rstd, part)
        wide = _wide(grad)
        if ctx.activation is not None:
            before = _affine(normal, weight, bias)
            sigmoid = before.sigmoid()
            wide = wide * sigmoid * (1 + before * (1 - sigmoid))
        of_weight = (wide * normal).flatten(2).sum(2)
        of_bias = wide.flatten(2).sum(2)
        if weight is not None:
            wide = wide * _per_channel(_wide(weight), x)
        scale = 1 if weight is None else _wide(weight)
        sums = part.total(torch.stack([part.to_groups(of_bias * scale), part.to_groups(of_weight * scale)]))
        mean_grad, slope = (_per_channel(part.to_channels(s / part.size), x) for s in sums)
        of_input = _per_channel(part.to_channels(rstd), x) * (wide - mean_grad - normal * slope)
        return (
            of_input.to(x.dtype),
            None if weight is None else of_weight.sum(0).to(weight.dtype),
            None if bias is None else of_bias.sum(0).to(bias.dtype),
            None,
            None,
            None,
        )


_sum_over_devices: Local = _SumOverDevices.apply
_exchanged: Local = _Exchanged.apply


def _per_channel(values: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """``(C,)`` or ``(N, C)`` in a shape that broadcasts with ``like``, ``(N, C, *)``."""
    return values.reshape(*values.shape, *[1] * (like.dim() - 2))


def _normalized(x: torch.Tensor, mean: torch.Tensor, rstd: torch.Tensor, part: _Part) -> torch.Tensor:
    centre, scale = (_per_channel(part.to_channels(s), x) for s in (mean, rstd))
    return (_wide(x) - centre) * scale


def _affine(x: torch.Tensor, weight: torch.Tensor | None, bias: torch.Tensor | None) -> torch.Tensor:
    if weight is not None:
        x = x * _per_channel(_wide(weight), x)
    return x if bias is None else x + _per_channel(_wide(bias), x)
