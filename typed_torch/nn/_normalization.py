"""``GroupNorm``."""

from __future__ import annotations

from typing import Any, Generic, Literal

import torch
from typing_extensions import TypeVar

from typed_torch._facade import is_traced, validate
from typed_torch._tracebacks import hide_frames
from typed_torch.errors import TensorTypeError
from typed_torch.nn.functional import group_norm
from typed_torch.shape import RULES
from typed_torch.shape.spec import FLOATING

__all__ = ["GroupNorm"]

_C = TypeVar("_C", bound=int, default=Any)

_RULE = RULES["nn.GroupNorm"]
_FORWARD_RULE = RULES["nn.GroupNorm.forward"]
_FLOATING = frozenset(getattr(torch, name) for name in FLOATING)


class GroupNorm(torch.nn.GroupNorm, Generic[_C]):
    """Group normalization with a learnable weight and bias for each channel; see ``functional.group_norm``.

    A :class:`torch.nn.GroupNorm`: state dicts fit both ways. The type parameter is the number of channels.

    Args:
        num_groups: how many groups the channels fall into; divides ``num_channels``.
        num_channels: ``C`` of the input, ``(N, C, *)``.
        eps: added to the variance; finite, 0 or more. Default: ``1e-5``.
        affine: whether there are a weight, of ones at first, and a bias, of zeros. Default: ``True``.
        device: where they are made. Default: torch's.
        dtype: their element type. Default: torch's.
        bias: whether there is a bias beside the weight. Default: ``True``.
        activation: ``"silu"`` applies SiLU to the result. Default: none.

    Raises:
        ShapeError: ``num_groups`` does not divide ``num_channels``; at a call, an input without
            ``num_channels`` channels, and what ``functional.group_norm`` raises.
        ArgumentTypeError, ArgumentValueError: an argument of the wrong type or an impossible value.

    >>> GroupNorm(3, 6)(torch.randn(20, 6, 10, 10)).shape
    torch.Size([20, 6, 10, 10])
    """

    activation: Literal["silu"] | None = None

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: torch.types.Device = None,
        dtype: torch.dtype | None = None,
        *,
        bias: bool = True,
        activation: Literal["silu"] | None = None,
    ) -> None:
        try:
            validate(_RULE, num_groups=num_groups, num_channels=num_channels, eps=eps, activation=activation)
        except TensorTypeError as error:
            hide_frames(error)
            raise
        super().__init__(num_groups, num_channels, eps, affine, device, dtype)
        if not bias:  # which torch 2.11 has no argument for
            self.register_parameter("bias", None)
        self.activation = activation

    def reset_parameters(self) -> None:
        if self.weight is not None:
            torch.nn.init.ones_(self.weight)
        if self.bias is not None:
            torch.nn.init.zeros_(self.bias)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        parameters = self._parameters
        try:
            weight, bias = parameters["weight"], parameters["bias"]
        except KeyError:  # parametrized or pruned
            weight, bias = self.weight, self.bias
        is_tensor = isinstance(input, torch.Tensor)
        shape = input.shape if is_tensor else ()
        fits = len(shape) >= 2 and shape[1] == self.num_channels and input.dtype in _FLOATING
        output: torch.Tensor
        try:
            if not fits and (is_tensor or not is_traced(input)):
                validate(_FORWARD_RULE, input=input, num_channels=self.num_channels)
            output = group_norm(input, self.num_groups, weight, bias, self.eps, activation=self.activation)
        except TensorTypeError as error:
            hide_frames(error)
            raise
        return output

    def extra_repr(self) -> str:
        activation = "" if self.activation is None else f", activation={self.activation!r}"
        return super().extra_repr() + activation


GroupNorm.__module__ = "typed_torch.nn"
