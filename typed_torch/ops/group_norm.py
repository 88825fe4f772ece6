"""``torch.ops.typed_torch.group_norm``: the one lowering of group normalization.

Every device goes through ATen. A fused path for one device is a kernel registered for its dispatch key
beside ``lower``, and a line in ``lowering``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch

__all__ = ["group_norm", "lower", "lowering"]

SCHEMA = (
    "group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, "
    "float eps=1e-05, str? activation=None) -> Tensor"
)

_HALF = frozenset({torch.float16, torch.bfloat16})


def lower(
    input: torch.Tensor,
    num_groups: int,
    weight: torch.Tensor | None = None,
    bias: torch.Tensor | None = None,
    eps: float = 1e-5,
    activation: str | None = None,
) -> torch.Tensor:
    """Group normalization in ATen, for any device and under any transform.

    Keeps dtype and memory format of ``input`` where ATen would not: under autocast, with float32 parameters
    on a half-precision ``input``, and off the CPU.
    """
    if weight is None and bias is not None:
        # ATen's backward needs a weight to find the device of the bias.
        weight = torch.ones_like(bias)
    dtype = input.dtype
    if dtype in _HALF and _wants_float32(input, weight, bias):
        input = input.float()
        weight, bias = (p if p is None else p.float() for p in (weight, bias))
    output = torch.group_norm(input, num_groups, weight, bias, eps)
    if activation == "silu":
        output = torch.nn.functional.silu(output)
    output = output if output.dtype is dtype else output.to(dtype)
    return output if input.device.type == "cpu" else _in_memory_format_of(input, output)


def _in_memory_format_of(input: torch.Tensor, output: torch.Tensor) -> torch.Tensor:
    """``output`` as channels-last as ``input``, which only ATen's CPU kernel sees to by itself."""
    formats = {4: torch.channels_last, 5: torch.channels_last_3d}
    memory_format = formats.get(input.dim())
    if memory_format is None or not input.is_contiguous(memory_format=memory_format) or input.is_contiguous():
        return output
    return output.contiguous(memory_format=memory_format)


def _wants_float32(input: torch.Tensor, *parameters: torch.Tensor | None) -> bool:
    """Whether ATen refuses this mix of dtypes: its CPU kernel takes float32 parameters, others do not."""
    return input.device.type != "cpu" and any(p is not None and p.dtype != input.dtype for p in parameters)


def lowering(
    input: torch.Tensor, weight: torch.Tensor | None, bias: torch.Tensor | None, activation: str | None
) -> Callable[..., torch.Tensor]:
    """What the eager facade calls for arguments like these: ATen itself wherever ``lower`` would add nothing."""
    is_plain = activation is None and (bias is None or weight is not None)
    if is_plain and input.dtype not in _HALF and input.device.type == "cpu":
        return torch.group_norm
    return partial(lower, activation=activation)


_library: Any = torch.library.Library("typed_torch", "FRAGMENT")  # type: ignore[no-untyped-call]
_library.define(SCHEMA)
_library.impl("group_norm", lower, "CompositeImplicitAutograd")
_library.impl("group_norm", lower, "FuncTorchBatchedDecomposition")

group_norm = torch.ops.typed_torch.group_norm
