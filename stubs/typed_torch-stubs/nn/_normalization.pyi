"""``GroupNorm``."""

from typing import Any, Generic, Literal, overload

import torch
from typing_extensions import TypeVar, TypeVarTuple

from .._device import Device
from .._dtype import Floating
from .._tensor import Tensor, Untyped
from ._module import Module
from ._parameter import Parameter

_N = TypeVar("_N", bound=int)
_C = TypeVar("_C", bound=int, default=Any)
_Sp = TypeVarTuple("_Sp")
_F = TypeVar("_F", bound=Floating)
_Dev = TypeVar("_Dev", bound=Device)

class GroupNorm(Module, torch.nn.GroupNorm, Generic[_C]):
    weight: Parameter[tuple[_C], Any, Any]
    bias: Parameter[tuple[_C], Any, Any]
    activation: Literal["silu"] | None
    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = ...,
        affine: bool = ...,
        device: torch.types.Device = ...,
        dtype: torch.dtype | None = ...,
        *,
        bias: bool = ...,
        activation: Literal["silu"] | None = ...,
    ) -> None: ...
    @overload
    def forward(self, input: Tensor[tuple[_N, _C, *_Sp], _F, _Dev]) -> Tensor[tuple[_N, _C, *_Sp], _F, _Dev]: ...
    @overload
    def forward(self, input: Untyped) -> torch.Tensor: ...
