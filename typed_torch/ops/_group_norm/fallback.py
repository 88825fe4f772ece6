"""What the fused kernels compute, by ATen: for calls whose kernels cannot run on this machine.

Statistics, dtypes and memory formats are those of the kernels, so that forward and backward fall back one without
the other. ATen saves the statistics of a half-precision input in half precision; it is given float32 here.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from typed_torch.ops._group_norm import aten, results

__all__ = ["backward", "forward"]


def forward(
    input: torch.Tensor,
    num_groups: int,
    weight: torch.Tensor | None,
    bias: torch.Tensor | None,
    eps: float,
    activation: str | None,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """``(output, mean, rstd)``, as ``launch.forward`` gives them."""
    found = results.outputs(input, num_groups, aten.layout_of(input))
    y, mean, rstd = _normalized(*_widened(input, weight, bias), num_groups, eps)
    if activation == "silu":
        y = torch.nn.functional.silu(y)
    for result, value in zip(found, (y, mean, rstd), strict=True):
        result.copy_(value)
    return found


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
    """Gradients, as ``launch.backward`` gives them."""
    found = results.gradients(input, weight, bias, output_mask, aten.layout_of(input))
    wanted = results.asked_for(output_mask, weight, bias)
    x, w, b = _widened(input, weight, bias)
    dy = grad.to(x.dtype).contiguous()
    if activation == "silu":
        dy = torch.ops.aten.silu_backward(dy, _normalized(x, w, b, num_groups, eps)[0])
    if w is None and b is not None:
        # ATen's backward needs a weight to find the device of the bias.
        w = torch.ones_like(b)
    gradients = torch.ops.aten.native_group_norm_backward(dy, x, mean, rstd, w, *_sizes(x), num_groups, wanted)
    for result, value, is_wanted in zip(found, gradients, wanted, strict=True):
        if is_wanted:
            result.copy_(value)
    return found


def _widened(
    input: torch.Tensor, weight: torch.Tensor | None, bias: torch.Tensor | None
) -> tuple[torch.Tensor, torch.Tensor | None, torch.Tensor | None]:
    """All of them contiguous, in the dtype of the statistics."""
    dtype = aten.statistics_dtype(input)
    w, b = (t if t is None else t.to(dtype).contiguous() for t in (weight, bias))
    return input.to(dtype).contiguous(), w, b


def _normalized(
    x: torch.Tensor, weight: torch.Tensor | None, bias: torch.Tensor | None, num_groups: int, eps: float
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    return torch.native_group_norm(x, weight, bias, *_sizes(x), num_groups, eps)


def _sizes(x: torch.Tensor) -> tuple[int, int, int]:
    """Samples, channels and pixels, of which there are some."""
    samples, channels = x.shape[:2]
    return samples, channels, x.numel() // (samples * channels)
