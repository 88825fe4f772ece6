"""Products of matrices."""

from typing import Any, overload

import torch
from typing_extensions import TypeVar, TypeVarTuple

from ._device import Device
from ._dtype import DType
from ._tensor import Tensor, Untyped

_N = TypeVar("_N", bound=int)
_K = TypeVar("_K", bound=int)
_M = TypeVar("_M", bound=int)
_B = TypeVarTuple("_B")
_D = TypeVar("_D", bound=DType)
_Dev = TypeVar("_Dev", bound=Device)

@overload
def matmul(input: Tensor[tuple[_K], _D, _Dev], other: Tensor[tuple[_K], _D, _Dev]) -> Tensor[tuple[()], _D, _Dev]: ...
@overload
def matmul(
    input: Tensor[tuple[_K], _D, _Dev], other: Tensor[tuple[_K, _M], _D, _Dev]
) -> Tensor[tuple[_M], _D, _Dev]: ...
@overload
def matmul(
    input: Tensor[tuple[*_B, _N, _K], _D, _Dev], other: Tensor[tuple[_K], _D, _Dev]
) -> Tensor[tuple[*_B, _N], _D, _Dev]: ...
@overload
def matmul(
    input: Tensor[tuple[*_B, _N, _K], _D, _Dev], other: Tensor[tuple[_K, _M], _D, _Dev]
) -> Tensor[tuple[*_B, _N, _M], _D, _Dev]: ...
@overload
def matmul(
    input: Tensor[tuple[Any, *tuple[Any, ...]], _D, _Dev],
    other: Tensor[tuple[Any, Any, Any, *tuple[Any, ...]], _D, _Dev],
) -> Tensor[Any, _D, _Dev]: ...
@overload
def matmul(input: Untyped, other: torch.Tensor, *, out: torch.Tensor | None = ...) -> Tensor: ...
@overload
def matmul(input: torch.Tensor, other: Untyped, *, out: torch.Tensor | None = ...) -> Tensor: ...
