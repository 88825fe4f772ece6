"""torch's own layers whose sizes can be written: ``Linear[Literal[64], Literal[10]]``, ``BatchNorm2d[Literal[64]]``."""
# mypy: disable-error-code="misc"
# torch's own say that a plain tensor comes.

from typing import Any, Generic, overload

import torch
from typing_extensions import TypeVar, TypeVarTuple

from .._device import Device
from .._dtype import DType, Floating
from .._tensor import Tensor, Untyped
from ._module import Module
from ._parameter import Parameter

_N = TypeVar("_N", bound=int)
_C = TypeVar("_C", bound=int, default=Any)
_I = TypeVar("_I", bound=int, default=Any)
_O = TypeVar("_O", bound=int, default=Any)
_Sp = TypeVarTuple("_Sp")
_S = TypeVar("_S", bound=tuple[Any, ...])
_D = TypeVar("_D", bound=DType)
_F = TypeVar("_F", bound=Floating)
_Dev = TypeVar("_Dev", bound=Device)

class Linear(Module, torch.nn.Linear, Generic[_I, _O]):
    weight: Parameter[tuple[_O, _I], Any, Any]
    bias: Parameter[tuple[_O], Any, Any]
    @overload
    def forward(self, input: Tensor[tuple[*_Sp, _I], _D, _Dev]) -> Tensor[tuple[*_Sp, _O], _D, _Dev]: ...
    @overload
    def forward(self, input: Untyped) -> Any: ...

class Embedding(Module, torch.nn.Embedding, Generic[_I, _O]):
    weight: Parameter[tuple[_I, _O], Any, Any]
    @overload
    def forward(self, input: Tensor[tuple[*_Sp], _D, _Dev]) -> Tensor[tuple[*_Sp, _O], Any, _Dev]: ...
    @overload
    def forward(self, input: Untyped) -> Any: ...

class BatchNorm1d(Module, torch.nn.BatchNorm1d, Generic[_C]):
    weight: Parameter[tuple[_C], Any, Any]
    bias: Parameter[tuple[_C], Any, Any]
    @overload
    def forward(self, input: Tensor[tuple[_N, _C, *_Sp], _F, _Dev]) -> Tensor[tuple[_N, _C, *_Sp], _F, _Dev]: ...
    @overload
    def forward(self, input: Untyped) -> Any: ...

class BatchNorm2d(Module, torch.nn.BatchNorm2d, Generic[_C]):
    weight: Parameter[tuple[_C], Any, Any]
    bias: Parameter[tuple[_C], Any, Any]
    @overload
    def forward(self, input: Tensor[tuple[_N, _C, *_Sp], _F, _Dev]) -> Tensor[tuple[_N, _C, *_Sp], _F, _Dev]: ...
    @overload
    def forward(self, input: Untyped) -> Any: ...

class BatchNorm3d(Module, torch.nn.BatchNorm3d, Generic[_C]):
    weight: Parameter[tuple[_C], Any, Any]
    bias: Parameter[tuple[_C], Any, Any]
    @overload
    def forward(self, input: Tensor[tuple[_N, _C, *_Sp], _F, _Dev]) -> Tensor[tuple[_N, _C, *_Sp], _F, _Dev]: ...
    @overload
    def forward(self, input: Untyped) -> Any: ...

class SyncBatchNorm(Module, torch.nn.SyncBatchNorm, Generic[_C]):
    weight: Parameter[tuple[_C], Any, Any]
    bias: Parameter[tuple[_C], Any, Any]
    @overload
    def forward(self, input: Tensor[tuple[_N, _C, *_Sp], _F, _Dev]) -> Tensor[tuple[_N, _C, *_Sp], _F, _Dev]: ...
    @overload
    def forward(self, input: Untyped) -> Any: ...

class InstanceNorm1d(Module, torch.nn.InstanceNorm1d, Generic[_C]):
    weight: Parameter[tuple[_C], Any, Any]
    bias: Parameter[tuple[_C], Any, Any]
    @overload
    def forward(self, input: Tensor[_S, _F, _Dev]) -> Tensor[_S, _F, _Dev]: ...
    @overload
    def forward(self, input: torch.Tensor) -> Any: ...

class InstanceNorm2d(Module, torch.nn.InstanceNorm2d, Generic[_C]):
    weight: Parameter[tuple[_C], Any, Any]
    bias: Parameter[tuple[_C], Any, Any]
    @overload
    def forward(self, input: Tensor[_S, _F, _Dev]) -> Tensor[_S, _F, _Dev]: ...
    @overload
    def forward(self, input: torch.Tensor) -> Any: ...

class InstanceNorm3d(Module, torch.nn.InstanceNorm3d, Generic[_C]):
    weight: Parameter[tuple[_C], Any, Any]
    bias: Parameter[tuple[_C], Any, Any]
    @overload
    def forward(self, input: Tensor[_S, _F, _Dev]) -> Tensor[_S, _F, _Dev]: ...
    @overload
    def forward(self, input: torch.Tensor) -> Any: ...
