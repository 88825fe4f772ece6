"""The tensors that forward and backward give, not yet filled: their shapes, dtypes and memory formats."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from typed_torch.ops._group_norm import aten

__all__ = ["asked_for", "gradients", "outputs"]


def outputs(
    input: torch.Tensor, num_groups: int, memory_format: torch.memory_format
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """What forward fills: the result, mean and reciprocal deviation."""
    output = torch.empty_like(input, memory_format=memory_format)
    mean = input.new_empty((input.shape[0], num_groups), dtype=aten.statistics_dtype(input))
    return output, mean, torch.empty_like(mean)


def asked_for(
    output_mask: Sequence[bool], weight: torch.Tensor | None, bias: torch.Tensor | None
) -> tuple[bool, bool, bool]:
    """Which gradients backward computes: those in ``output_mask``, but none of a parameter that is not there."""
    wants_input, wants_weight, wants_bias = output_mask
    return wants_input, wants_weight and weight is not None, wants_bias and bias is not None


def gradients(
    input: torch.Tensor,
    weight: torch.Tensor | None,
    bias: torch.Tensor | None,
    output_mask: Sequence[bool],
    memory_format: torch.memory_format,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """What backward fills: a gradient where one is ``asked_for``, an empty tensor elsewhere."""
    wants_input, wants_weight, wants_bias = output_mask
    return (
        torch.empty_like(input, memory_format=memory_format) if wants_input else input.new_empty(0),
        torch.empty_like(weight) if wants_weight and weight is not None else input.new_empty(0),
        torch.empty_like(bias) if wants_bias and bias is not None else input.new_empty(0),
    )
