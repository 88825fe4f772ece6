from typing import Any, overload
import torch
from torch.nn.parameter import Buffer as Buffer
from typing_extensions import TypeVar
from .._device import Device
from .._dtype import DType
from .._tensor import Tensor

_S = TypeVar("_S", bound=tuple[Any, ...], default=Any)
_D = TypeVar("_D", bound=DType, default=Any)
_Dev = TypeVar("_Dev", bound=Device, default=Any)

class Parameter(Tensor[_S, _D, _Dev], torch.nn.Parameter):
    @overload
    def __new__(cls, data: Tensor[_S, _D, _Dev], requires_grad: bool = True) -> Parameter[_S, _D, _Dev]: ...
    @overload
    def __new__(cls, data: torch.Tensor | None = ..., requires_grad: bool = True) -> Parameter[Any, Any, Any]: ...
