"""The fused kernels in plain eager code: autograd around their launches, without the dispatcher's part of the time."""

from __future__ import annotations

from operator import index
from typing import Any

import torch

from typed_torch.ops._group_norm import operators

__all__ = ["GroupNorm", "applies", "group_norm"]

_PLAIN = frozenset({torch.Tensor, torch.nn.Parameter})
_is_batched = torch._C._functorch.is_legacy_batchedtensor
_AUTOGRAD = torch._C.DispatchKey.AutogradFunctionality


def applies(*tensors: torch.Tensor | None) -> bool:
    """Whether nothing but autograd looks at a call: no transform, compiler, tracer, mode, subclass or profiler."""
    return (
        not torch.compiler.is_compiling()
        and all(map(_is_plain, tensors))
        and torch._C._len_torch_dispatch_stack() == 0
        and torch._C._len_torch_function_stack() == 0
        and torch._C._functorch.maybe_current_level() is None
        and torch._C._get_tracing_state() is None
        and not torch._C._autograd._profiler_enabled()
        and not (torch.is_grad_enabled() and torch._C._dispatch_tls_is_dispatch_key_excluded(_AUTOGRAD))
    )


def _is_plain(tensor: torch.Tensor | None) -> bool:
    """Whether the dispatcher would find in memory what ``tensor`` stands for."""
    return tensor is None or (
        type(tensor) in _PLAIN and not tensor.is_neg() and not tensor._is_zerotensor() and not _is_batched(tensor)
    )


def group_norm(
    input: torch.Tensor,
    num_groups: int,
    weight: torch.Tensor | None,
    bias: torch.Tensor | None,
    eps: float,
    activation: str | None,
) -> torch.Tensor:
    """Group normalization where ``applies``; numbers of other libraries become Python's, as the dispatcher has it."""
    num_groups, eps = index(num_groups), float(eps)
    if torch.is_grad_enabled() and any(map(_requires_grad, (input, weight, bias))):
        output: torch.Tensor = GroupNorm.apply(  # type: ignore[no-untyped-call]
            input, num_groups, weight, bias, eps, activation
        )
        return output
    return operators.run_forward(input, num_groups, weight, bias, eps, activation)[0]


def _requires_grad(tensor: torch.Tensor | None) -> bool:
    return tensor is not None and tensor.requires_grad


class GroupNorm(torch.autograd.Function):
    """Keeps what the forward operator keeps, and differentiates as it does."""

    @staticmethod
    def forward(ctx: Any, *arguments: Any) -> torch.Tensor:
        output, mean, rstd = operators.run_forward(*arguments)
        operators.keep(ctx, arguments, mean, rstd)
        return output

    @staticmethod
    def backward(ctx: Any, grad: torch.Tensor | None) -> operators.Gradients:
        if grad is None:
            return (None,) * 6
        kept = ctx.saved_tensors
        is_last = not torch.is_grad_enabled() and applies(grad, *kept)
        return operators.differentiate(ctx, kept, grad, operators.run_backward if is_last else operators.backward)
