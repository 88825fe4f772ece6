"""``torch.ops.typed_torch.group_norm``: the one lowering of group normalization.

Where fused kernels apply it runs them (``fused``), everywhere else it is ATen (``aten``).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeGuard

import torch

from typed_torch.ops._group_norm import aten, fused
from typed_torch.ops.setting import FUSED, IS_INTERPRETED, has_kernels

if TYPE_CHECKING:
    from torch.distributed.tensor import DTensor

__all__ = ["group_norm", "lower", "lowering", "runs_fused"]

SCHEMA = (
    "group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, "
    "float eps=1e-05, str? activation=None) -> Tensor"
)

_SMALL, _SMALL_TRACKED = 1 << 22, 1 << 24
"""Elements under which ATen is faster in wall time, launches included, as ``benchmarks/gpu_tiers.py`` timed it: of a
result alone, and where gradients follow, whose kernels autograd starts from a thread of its own."""

_HALF = frozenset({torch.float16, torch.bfloat16})


def lower(
    input: torch.Tensor,
    num_groups: int,
    weight: torch.Tensor | None = None,
    bias: torch.Tensor | None = None,
    eps: float = 1e-5,
    activation: str | None = None,
) -> torch.Tensor:
    """Group normalization by the fused kernels where they apply, by ATen elsewhere."""
    if _is_distributed(input):
        from typed_torch.ops._group_norm import sharded

        return sharded.group_norm(lower, input, num_groups, weight, bias, eps, activation)
    if runs_fused(input, weight, bias):
        return fused.group_norm(input, num_groups, weight, bias, eps, activation)
    return aten.group_norm(input, num_groups, weight, bias, eps, activation)


def runs_fused(input: torch.Tensor, weight: torch.Tensor | None, bias: torch.Tensor | None) -> bool:
    """Whether the fused kernels run a call with these tensors."""
    return has_kernels(input.device) and fused.takes(input, weight, bias) and not _is_left_to_aten(input, weight, bias)


def _is_distributed(input: torch.Tensor) -> TypeGuard[DTensor]:
    """Whether ``input`` is a ``DTensor``; imports nothing."""
    if type(input) is torch.Tensor:
        return False
    module: Any = sys.modules.get("torch.distributed.tensor")
    return module is not None and isinstance(input, module.DTensor)


def _is_left_to_aten(input: torch.Tensor, *parameters: torch.Tensor | None) -> bool:
    """Whether a problem that the kernels could take is known to be too small for them to pay."""
    if FUSED != "auto":
        return False
    size: Any = input.numel()
    limit = _SMALL_TRACKED if torch.is_grad_enabled() and _is_tracked(input, *parameters) else _SMALL
    if isinstance(size, torch.SymInt):
        from torch.fx.experimental.symbolic_shapes import statically_known_true

        return statically_known_true(size < limit)
    return bool(size < limit)


def _is_tracked(*tensors: torch.Tensor | None) -> bool:
    return any(tensor is not None and tensor.requires_grad for tensor in tensors)


def lowering(
    input: torch.Tensor, weight: torch.Tensor | None, bias: torch.Tensor | None, activation: str | None
) -> Callable[..., torch.Tensor]:
    """What the eager facade calls for arguments like these: ATen itself wherever ``lower`` would add nothing."""
    is_plain = activation is None and (bias is None or weight is not None)
    is_on_cpu = input.device.type == "cpu" and not _is_distributed(input)
    if is_plain and input.dtype not in _HALF and is_on_cpu and not IS_INTERPRETED and not aten.is_empty(input):
        return torch.group_norm
    return partial(group_norm if torch.compiler.is_dynamo_compiling() else lower, activation=activation)


_library: Any = torch.library.Library("typed_torch", "FRAGMENT")  # type: ignore[no-untyped-call]
_library.define(SCHEMA)
_library.impl("group_norm", lower, "CompositeImplicitAutograd")
_library.impl("group_norm", lower, "FuncTorchBatchedDecomposition")

group_norm = torch.ops.typed_torch.group_norm
