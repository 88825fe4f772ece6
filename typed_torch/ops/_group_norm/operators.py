"""The fused kernels as two operators of torch, forward and backward, with fakes and with autograd of both orders.

The forward operator also returns the mean and the reciprocal standard deviation of each group, ``(N, num_groups)``
in float32 (float64 for a float64 input). They, the input and the parameters are all that backward keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch.autograd import forward_ad

from typed_torch.ops import failures
from typed_torch.ops._group_norm import aten, fallback, results
from typed_torch.ops._group_norm.problems import kind_of
from typed_torch.ops.setting import IS_INTERPRETED

__all__ = [
    "Gradients",
    "backward",
    "differentiate",
    "forward",
    "keep",
    "run_backward",
    "run_forward",
    "tracked",
]

Gradients = tuple[torch.Tensor | None, ...]


def run_forward(
    input: torch.Tensor,
    num_groups: int,
    weight: torch.Tensor | None,
    bias: torch.Tensor | None,
    eps: float,
    activation: str | None,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The forward operator without the dispatcher: ``launch.forward``, or ATen where its kernels cannot run.

    Triton is imported by the first call.
    """
    if input.numel() == 0:
        output, mean, rstd = results.outputs(input, num_groups, aten.layout_of(input))
        return output, mean.zero_(), rstd.zero_()
    if failures.known and kind_of(input, num_groups, weight, bias, activation) in failures.known:
        return fallback.forward(input, num_groups, weight, bias, eps, activation)
    try:
        from typed_torch.ops._group_norm import launch

        return launch.forward(input, num_groups, weight, bias, eps, activation)
    except Exception as error:
        return failures.instead(
            error,
            partial(fallback.forward, input, num_groups, weight, bias, eps, activation),
            partial(kind_of, input, num_groups, weight, bias, activation),
            "group_norm",
        )


def run_backward(
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
    """The backward operator likewise: ``launch.backward``, or ATen."""
    if input.numel() == 0:
        found = results.gradients(input, weight, bias, output_mask, aten.layout_of(input))
        for gradient in found:
            gradient.zero_()
        return found
    arguments = grad, input, num_groups, weight, bias, mean, rstd, eps, activation, output_mask
    if failures.known and kind_of(input, num_groups, weight, bias, activation, output_mask) in failures.known:
        return fallback.backward(*arguments)
    try:
        from typed_torch.ops._group_norm import launch

        return launch.backward(*arguments)
    except Exception as error:
        return failures.instead(
            error,
            partial(fallback.backward, *arguments),
            partial(kind_of, input, num_groups, weight, bias, activation, output_mask),
            "group_norm",
        )


def _fake_forward(input: torch.Tensor, num_groups: int, *_: Any) -> tuple[torch.Tensor, ...]:
    return results.outputs(input, num_groups, aten.layout_of(input))


def _fake_backward(
    grad: torch.Tensor,
    input: torch.Tensor,
    num_groups: int,
    weight: torch.Tensor | None,
    bias: torch.Tensor | None,
    *rest: Any,
) -> tuple[torch.Tensor, ...]:
    return results.gradients(input, weight, bias, rest[-1], aten.layout_of(input))


def keep(ctx: Any, arguments: tuple[Any, ...], mean: torch.Tensor, rstd: torch.Tensor) -> None:
    """Keep for ``differentiate`` the arguments of forward and the statistics it found."""
    input, ctx.num_groups, weight, bias, ctx.eps, ctx.activation = arguments
    ctx.set_materialize_grads(False)
    ctx.save_for_backward(input, weight, bias, mean, rstd)


def differentiate(ctx: Any, kept: Sequence[Any], grad: torch.Tensor, run: Callable[..., Any]) -> Gradients:
    """Gradients of the arguments of forward from what it ``kept``, by the backward operator or what runs it."""
    if any(map(_is_dual, (grad, *kept))):
        raise NotImplementedError(
            "group_norm: its backward has no forward-mode derivative; differentiate twice with torch.autograd.grad"
        )
    input, weight, bias, mean, rstd = kept
    wants_input, _, wants_weight, wants_bias, *_ = ctx.needs_input_grad
    output_mask = [wants_input, wants_weight, wants_bias]
    found = run(grad, input, ctx.num_groups, weight, bias, mean, rstd, ctx.eps, ctx.activation, output_mask)
    input_grad, weight_grad, bias_grad = (
        tensor if is_wanted else None for tensor, is_wanted in zip(found, output_mask, strict=True)
    )
    return input_grad, None, weight_grad, bias_grad, None, None


def _is_dual(tensor: torch.Tensor | None) -> bool:
    if tensor is None or forward_ad._current_level < 0:
        return False
    return forward_ad.unpack_dual(tensor).tangent is not None  # type: ignore[no-untyped-call]


def _keep_for_backward(ctx: Any, inputs: tuple[Any, ...], output: tuple[torch.Tensor, ...]) -> None:
    _, mean, rstd = output
    ctx.mark_non_differentiable(mean, rstd)
    keep(ctx, inputs, mean, rstd)


def _differentiate_forward(ctx: Any, grad: torch.Tensor | None, *_: None) -> Gradients:
    return (None,) * 6 if grad is None else differentiate(ctx, ctx.saved_tensors, grad, backward)


def _keep_for_double_backward(ctx: Any, inputs: tuple[Any, ...], output: tuple[torch.Tensor, ...]) -> None:
    grad, input, ctx.num_groups, weight, bias, _, _, ctx.eps, ctx.activation, output_mask = inputs
    ctx.output_mask = results.asked_for(output_mask, weight, bias)
    unused = (t for t, is_wanted in zip(output, ctx.output_mask, strict=True) if not is_wanted)
    ctx.mark_non_differentiable(*unused)
    ctx.set_materialize_grads(False)
    ctx.save_for_backward(grad, input, weight, bias)


def _differentiate_backward(ctx: Any, *grads: torch.Tensor | None) -> Gradients:
    """Second derivatives, by ATen: rare enough that being right is all that counts."""
    creates_graph = torch.is_grad_enabled()
    grad, input, weight, bias = ctx.saved_tensors
    with torch.enable_grad():
        grad, input, weight, bias = map(tracked, (grad, input, weight, bias))
        output = aten.group_norm(input, ctx.num_groups, weight, bias, ctx.eps, ctx.activation)
        wanted = [t for t, is_wanted in zip((input, weight, bias), ctx.output_mask, strict=True) if is_wanted]
        first = torch.autograd.grad(output, wanted, grad, create_graph=True)
        given = [g for g, is_wanted in zip(grads, ctx.output_mask, strict=True) if is_wanted]
        pairs = [(f, g) for f, g in zip(first, given, strict=True) if g is not None and f.requires_grad]
        if not pairs:
            return (None,) * 10
        sources = [t for t in (grad, input, weight, bias) if t is not None]
        second = torch.autograd.grad(
            [f for f, _ in pairs], sources, [g for _, g in pairs], create_graph=creates_graph, allow_unused=True
        )
    found = iter(second)
    of_grad, of_input, of_weight, of_bias = (None if t is None else next(found) for t in (grad, input, weight, bias))
    return of_grad, of_input, None, of_weight, of_bias, None, None, None, None, None


def tracked(tensor: Any) -> Any:
    """``tensor`` as a source of derivatives, of higher ones too where it has a history."""
    if tensor is None:
        return None
    return tensor.view_as(tensor) if tensor.requires_grad else tensor.detach().requires_grad_()


_library: Any = torch.library.Library("typed_torch", "FRAGMENT")  # type: ignore[no-untyped-call]
_library.define(
    "group_norm_forward(Tensor input, int num_groups, Tensor? weight, Tensor? bias, float eps, str? activation)"
    " -> (Tensor, Tensor, Tensor)"
)
_library.define(
    "group_norm_backward(Tensor grad, Tensor input, int num_groups, Tensor? weight, Tensor? bias, Tensor mean,"
    " Tensor rstd, float eps, str? activation, bool[3] output_mask) -> (Tensor, Tensor, Tensor)"
)
for _key in ("CUDA", "CPU") if IS_INTERPRETED else ("CUDA",):
    _library.impl("group_norm_forward", run_forward, _key)
    _library.impl("group_norm_backward", run_backward, _key)
torch.library.register_fake("typed_torch::group_norm_forward", _fake_forward, lib=_library)
torch.library.register_fake("typed_torch::group_norm_backward", _fake_backward, lib=_library)
torch.library.register_autograd(
    "typed_torch::group_norm_forward", _differentiate_forward, setup_context=_keep_for_backward, lib=_library
)
torch.library.register_autograd(
    "typed_torch::group_norm_backward", _differentiate_backward, setup_context=_keep_for_double_backward, lib=_library
)
forward = torch.ops.typed_torch.group_norm_forward.default
backward = torch.ops.typed_torch.group_norm_backward.default
