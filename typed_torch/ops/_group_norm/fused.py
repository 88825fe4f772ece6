"""Group normalization on the fused kernels: which calls they take, and how a call gets to them."""

from __future__ import annotations

import torch

from typed_torch.ops._group_norm import eager, operators

__all__ = ["group_norm", "takes"]

_DTYPES = frozenset({torch.float16, torch.bfloat16, torch.float32, torch.float64})


def group_norm(
    input: torch.Tensor,
    num_groups: int,
    weight: torch.Tensor | None,
    bias: torch.Tensor | None,
    eps: float,
    activation: str | None,
) -> torch.Tensor:
    """Group normalization of arguments that ``takes`` accepts."""
    if eager.applies(input, weight, bias):
        return eager.group_norm(input, num_groups, weight, bias, eps, activation)
    output: torch.Tensor = operators.forward(input, num_groups, weight, bias, eps, activation)[0]
    return output


def takes(input: torch.Tensor, weight: torch.Tensor | None, bias: torch.Tensor | None) -> bool:
    """Whether the kernels can run a call: strided tensors of a dtype they know, and no transform but autograd."""
    device = input.device
    for tensor in (input, weight, bias):
        if tensor is not None and not (tensor.dtype in _DTYPES and tensor.device == device and _is_strided(tensor)):
            return False
    return (
        input.dim() >= 2
        and torch._C._functorch.maybe_current_level() is None
        and torch.autograd.forward_ad._current_level < 0
    )


def _is_strided(tensor: torch.Tensor) -> bool:
    if tensor.layout is not torch.strided:
        return False
    if type(tensor).__torch_dispatch__ is torch.Tensor.__torch_dispatch__:
        return True
    from torch._subclasses import FakeTensor
    from torch._subclasses.functional_tensor import FunctionalTensor

    return isinstance(tensor, (FakeTensor, FunctionalTensor))
