"""Joining tensors."""

from collections.abc import Sequence
from typing import Any, overload

import torch
from typing_extensions import TypeVar

from ._device import Device
from ._dtype import DType
from ._tensor import Tensor

_D = TypeVar("_D", bound=DType)
_Dev = TypeVar("_Dev", bound=Device)

@overload
def cat(tensors: Sequence[Tensor[Any, _D, _Dev]], dim: int = ..., *, out: None = ...) -> Tensor[Any, _D, _Dev]: ...
@overload
def cat(tensors: Sequence[torch.Tensor], dim: int = ..., *, out: torch.Tensor | None = ...) -> Tensor: ...
