"""Group normalization in ATen: for any device, and under any transform."""

from __future__ import annotations

import torch

__all__ = ["group_norm", "is_channels_last", "is_empty", "layout_of", "statistics_dtype"]

_HALF = frozenset({torch.float16, torch.bfloat16})
_CHANNELS_LAST = {4: torch.channels_last, 5: torch.channels_last_3d}


def group_norm(
    input: torch.Tensor,
    num_groups: int,
    weight: torch.Tensor | None = None,
    bias: torch.Tensor | None = None,
    eps: float = 1e-5,
    activation: str | None = None,
) -> torch.Tensor:
    """``torch.group_norm``, with the activation.

    Keeps dtype and memory format of ``input`` where ATen would not: under autocast, with float32 parameters
    on a half-precision ``input``, and off the CPU. Takes an ``input`` without elements, which torch refuses from
    2.15 on.
    """
    if is_empty(input):
        return _of_nothing(input, weight, bias)
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
    # ATen's CPU kernel keeps the memory format by itself.
    return output if input.device.type == "cpu" else output.contiguous(memory_format=layout_of(input))


def is_channels_last(input: torch.Tensor) -> bool:
    """Whether ``input`` is channels-last in two or three spatial dimensions, and not contiguous as well."""
    memory_format = _CHANNELS_LAST.get(input.dim())
    if memory_format is None or input.is_contiguous():
        return False
    return input.is_contiguous(memory_format=memory_format)


def layout_of(input: torch.Tensor) -> torch.memory_format:
    """The memory format of a result: channels-last for an ``input`` that is, contiguous for any other."""
    return _CHANNELS_LAST[input.dim()] if is_channels_last(input) else torch.contiguous_format


def is_empty(input: torch.Tensor) -> bool:
    """Whether ``input`` is known to have no elements; a size that is a symbol is taken not to be 0."""
    return any(isinstance(size, int) and size == 0 for size in input.shape)


def statistics_dtype(input: torch.Tensor) -> torch.dtype:
    """The dtype of mean and deviation: float64 for a float64 ``input``, float32 for any other."""
    return torch.float64 if input.dtype == torch.float64 else torch.float32


def _wants_float32(input: torch.Tensor, *parameters: torch.Tensor | None) -> bool:
    """Whether ATen refuses this mix of dtypes: its CPU kernel takes float32 parameters, others do not."""
    return input.device.type != "cpu" and any(p is not None and p.dtype != input.dtype for p in parameters)


def _of_nothing(input: torch.Tensor, *parameters: torch.Tensor | None) -> torch.Tensor:
    """What normalizing no elements amounts to, also to autograd: nothing, and gradients of 0 for the parameters."""
    output = input.clone(memory_format=layout_of(input))
    for parameter in parameters:
        if parameter is not None:
            output = output + parameter.to(input.dtype).view(-1, *[1] * (input.dim() - 2))
    return output
