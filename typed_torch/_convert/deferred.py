"""A group normalization that waits to see whether a SiLU comes next.

Which form runs is decided by the call that uses the result, never foretold: a SiLU gets both in one, anything else
the plain normalization. So hooks, shared activations and branches of the model's code keep their meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch._C import _get_tracing_state
from torch.nn.modules import module as torch_module

from typed_torch.nn._normalization import GroupNorm
from typed_torch.nn.functional._normalization import group_norm

__all__ = ["FusedGroupNorm"]


class FusedGroupNorm(GroupNorm):
    """A ``GroupNorm`` that runs in one with the SiLU that its result goes to; made by ``typed_torch.convert``."""

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        if not self._may_wait(input):
            return super().forward(input)
        deferred = input.as_subclass(_Deferred)
        deferred._norm, deferred._input, deferred._changes, deferred._result = self, input, _changes(input), None
        return deferred

    def _may_wait(self, input: Any) -> bool:
        """Whether the call is sure to be valid, and nobody but the next operation sees its result."""
        return (
            _get_tracing_state() is None
            and type(input) is torch.Tensor
            and input.dim() >= 3
            and input.shape[1] == self.num_channels
            and input.is_floating_point()
            and self.activation is None
            and not self._forward_hooks
            and not torch_module._global_forward_hooks
            and (torch.compiler.is_dynamo_compiling() or _is_plain_eager())
        )

    def normalized(self, input: torch.Tensor) -> torch.Tensor:
        return super().forward(input)

    def activated(self, input: torch.Tensor) -> torch.Tensor:
        return group_norm(input, self.num_groups, self.weight, self.bias, self.eps, activation="silu")

    def _get_name(self) -> str:
        return "GroupNorm"

    def extra_repr(self) -> str:
        return super().extra_repr() + ", fused with the SiLU after it"


def _is_plain_eager() -> bool:
    return torch._C._functorch.maybe_current_level() is None and torch.autograd.forward_ad._current_level < 0


def _changes(tensor: torch.Tensor) -> int:
    """How often ``tensor`` was changed in place; inference tensors do not say."""
    return -1 if torch.compiler.is_dynamo_compiling() or tensor.is_inference() else tensor._version


class _Deferred(torch.Tensor):
    """The result of a ``FusedGroupNorm`` that has not been computed: its input, until an operation asks."""

    _norm: FusedGroupNorm
    _input: torch.Tensor
    _changes: int
    _result: torch.Tensor | None

    @classmethod
    def __torch_function__(
        cls,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        if func is torch.nn.functional.silu:
            (deferred,) = args or (kwargs["input"],)
            if deferred._result is None:
                activated = deferred._norm.activated(deferred._unchanged_input())
                if kwargs.get("inplace", False):
                    deferred._result = activated
                return activated
        return func(*[_computed(a) for a in args], **{name: _computed(a) for name, a in kwargs.items()})

    def _unchanged_input(self) -> torch.Tensor:
        if _changes(self._input) != self._changes:
            raise RuntimeError(
                "GroupNorm: the input was changed in place between the normalization and the use of its result, "
                "which a fused one cannot know; convert(model, undo=True) restores the plain one"
            )
        return self._input


def _computed(value: Any) -> Any:
    """``value`` with every deferred result in it computed, once."""
    if isinstance(value, _Deferred):
        if value._result is None:
            value._result = value._norm.normalized(value._unchanged_input())
        return value._result
    if isinstance(value, (list, tuple)):
        items = [_computed(item) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    if isinstance(value, dict):
        return {key: _computed(item) for key, item in value.items()}
    return value
