"""``group_norm``."""
# mypy: disable-error-code="overload-overlap"
# A half-precision input takes parameters of its own dtype first, then of float32.

from typing import Any, Generic, Literal, TypedDict, overload

import torch
from typing_extensions import TypeVar, TypeVarTuple

from ..._device import Device
from ..._dtype import Float32, Floating, HalfPrecision
from ..._tensor import Tensor, Untyped

_N = TypeVar("_N", bound=int)
_C = TypeVar("_C", bound=int)
_Sp = TypeVarTuple("_Sp")
_F = TypeVar("_F", bound=Floating)
_H = TypeVar("_H", bound=HalfPrecision)
_Dev = TypeVar("_Dev", bound=Device)
_CO = TypeVar("_CO", bound=int, default=Any)
_DO = TypeVar("_DO", bound=Floating, default=Any)
_DevO = TypeVar("_DevO", bound=Device, default=Any)

class GroupNormSettings(TypedDict, total=False):
    """The options of ``group_norm`` that hold no tensor."""

    eps: float
    activation: Literal["silu"] | None

class GroupNormOptions(GroupNormSettings, Generic[_CO, _DO, _DevO], total=False):
    """Every option of ``group_norm``: weight and bias are ``(C,)``."""

    weight: Tensor[tuple[_CO], _DO, _DevO] | Untyped | None
    bias: Tensor[tuple[_CO], _DO, _DevO] | Untyped | None

@overload
def group_norm(
    input: Tensor[tuple[_N, _C, *_Sp], _F, _Dev],
    num_groups: int,
    weight: Tensor[tuple[_C], _F, _Dev] | Untyped | GroupNormSettings | None = ...,
    bias: Tensor[tuple[_C], _F, _Dev] | Untyped | None = ...,
    eps: float = ...,
    options: GroupNormSettings | None = ...,
    *,
    activation: Literal["silu"] | None = ...,
) -> Tensor[tuple[_N, _C, *_Sp], _F, _Dev]: ...
@overload
def group_norm(
    input: Tensor[tuple[_N, _C, *_Sp], _F, _Dev],
    num_groups: int,
    options: GroupNormOptions[_C, _F, _Dev],
    *,
    activation: Literal["silu"] | None = ...,
) -> Tensor[tuple[_N, _C, *_Sp], _F, _Dev]: ...
@overload
def group_norm(
    input: Tensor[tuple[_N, _C, *_Sp], _F, _Dev],
    num_groups: int,
    weight: Tensor[tuple[_C], _F, _Dev] | Untyped | None = ...,
    bias: Tensor[tuple[_C], _F, _Dev] | Untyped | None = ...,
    eps: float = ...,
    *,
    options: GroupNormOptions[_C, _F, _Dev],
    activation: Literal["silu"] | None = ...,
) -> Tensor[tuple[_N, _C, *_Sp], _F, _Dev]: ...
@overload
def group_norm(
    input: Tensor[tuple[_N, _C, *_Sp], _F, _Dev],
    num_groups: int,
    weight: Tensor[tuple[_C], _F, _Dev] | Untyped | None,
    bias: Tensor[tuple[_C], _F, _Dev] | Untyped | None,
    eps: float,
    options: GroupNormOptions[_C, _F, _Dev],
    *,
    activation: Literal["silu"] | None = ...,
) -> Tensor[tuple[_N, _C, *_Sp], _F, _Dev]: ...
@overload
def group_norm(
    input: Tensor[tuple[_N, _C, *_Sp], _H, _Dev],
    num_groups: int,
    weight: Tensor[tuple[_C], Float32, _Dev] | Untyped | None = ...,
    bias: Tensor[tuple[_C], Float32, _Dev] | Untyped | None = ...,
    eps: float = ...,
    options: GroupNormSettings | None = ...,
    *,
    activation: Literal["silu"] | None = ...,
) -> Tensor[tuple[_N, _C, *_Sp], _H, _Dev]: ...
@overload
def group_norm(
    input: Tensor[tuple[_N, _C, *_Sp], _H, _Dev],
    num_groups: int,
    options: GroupNormOptions[_C, Float32, _Dev],
    *,
    activation: Literal["silu"] | None = ...,
) -> Tensor[tuple[_N, _C, *_Sp], _H, _Dev]: ...
@overload
def group_norm(
    input: Tensor[tuple[_N, _C, *_Sp], _H, _Dev],
    num_groups: int,
    weight: Tensor[tuple[_C], Float32, _Dev] | Untyped | None = ...,
    bias: Tensor[tuple[_C], Float32, _Dev] | Untyped | None = ...,
    eps: float = ...,
    *,
    options: GroupNormOptions[_C, Float32, _Dev],
    activation: Literal["silu"] | None = ...,
) -> Tensor[tuple[_N, _C, *_Sp], _H, _Dev]: ...
@overload
def group_norm(
    input: Untyped,
    num_groups: int,
    weight: torch.Tensor | GroupNormOptions | None = ...,
    bias: torch.Tensor | None = ...,
    eps: float = ...,
    options: GroupNormOptions | None = ...,
    *,
    activation: Literal["silu"] | None = ...,
) -> Tensor: ...
