"""Convolutions and transposed ones: ``Conv2d[Literal[3], Literal[64]]`` takes 3 channels to 64."""
# mypy: disable-error-code="misc"
# torch's own say that a plain tensor comes.

from collections.abc import Sequence
from typing import Any, Generic, overload

import torch
from typing_extensions import TypeVar

from .._device import Device
from .._dtype import DType
from .._tensor import Tensor, Untyped
from ._module import Module
from ._parameter import Parameter

_N = TypeVar("_N", bound=int)
_I = TypeVar("_I", bound=int, default=Any)
_O = TypeVar("_O", bound=int, default=Any)
_D = TypeVar("_D", bound=DType)
_Dev = TypeVar("_Dev", bound=Device)

class Conv1d(Module, torch.nn.Conv1d, Generic[_I, _O]):
    weight: Parameter[tuple[Any, Any, Any], Any, Any]
    bias: Parameter[tuple[_O], Any, Any] | None
    @overload
    def forward(self, input: Tensor[tuple[_N, _I, Any], _D, _Dev]) -> Tensor[tuple[_N, _O, Any], _D, _Dev]: ...
    @overload
    def forward(self, input: Tensor[tuple[_I, Any], _D, _Dev]) -> Tensor[tuple[_O, Any], _D, _Dev]: ...
    @overload
    def forward(self, input: Untyped) -> Any: ...

class ConvTranspose1d(Module, torch.nn.ConvTranspose1d, Generic[_I, _O]):
    weight: Parameter[tuple[Any, Any, Any], Any, Any]
    bias: Parameter[tuple[_O], Any, Any] | None
    @overload
    def forward(
        self, input: Tensor[tuple[_N, _I, Any], _D, _Dev], output_size: Sequence[int] | None = ...
    ) -> Tensor[tuple[_N, _O, Any], _D, _Dev]: ...
    @overload
    def forward(
        self, input: Tensor[tuple[_I, Any], _D, _Dev], output_size: Sequence[int] | None = ...
    ) -> Tensor[tuple[_O, Any], _D, _Dev]: ...
    @overload
    def forward(self, input: Untyped, output_size: Sequence[int] | None = ...) -> Any: ...

class Conv2d(Module, torch.nn.Conv2d, Generic[_I, _O]):
    weight: Parameter[tuple[Any, Any, Any, Any], Any, Any]
    bias: Parameter[tuple[_O], Any, Any] | None
    @overload
    def forward(
        self, input: Tensor[tuple[_N, _I, Any, Any], _D, _Dev]
    ) -> Tensor[tuple[_N, _O, Any, Any], _D, _Dev]: ...
    @overload
    def forward(self, input: Tensor[tuple[_I, Any, Any], _D, _Dev]) -> Tensor[tuple[_O, Any, Any], _D, _Dev]: ...
    @overload
    def forward(self, input: Untyped) -> Any: ...

class ConvTranspose2d(Module, torch.nn.ConvTranspose2d, Generic[_I, _O]):
    weight: Parameter[tuple[Any, Any, Any, Any], Any, Any]
    bias: Parameter[tuple[_O], Any, Any] | None
    @overload
    def forward(
        self, input: Tensor[tuple[_N, _I, Any, Any], _D, _Dev]
    ) -> Tensor[tuple[_N, _O, Any, Any], _D, _Dev]: ...
    @overload
    def forward(
        self, input: Tensor[tuple[_I, Any, Any], _D, _Dev], output_size: Sequence[int] | None = ...
    ) -> Tensor[tuple[_O, Any, Any], _D, _Dev]: ...
    @overload
    def forward(self, input: Untyped, output_size: Sequence[int] | None = ...) -> Any: ...

class Conv3d(Module, torch.nn.Conv3d, Generic[_I, _O]):
    weight: Parameter[tuple[Any, Any, Any, Any, Any], Any, Any]
    bias: Parameter[tuple[_O], Any, Any] | None
    @overload
    def forward(
        self, input: Tensor[tuple[_N, _I, Any, Any, Any], _D, _Dev]
    ) -> Tensor[tuple[_N, _O, Any, Any, Any], _D, _Dev]: ...
    @overload
    def forward(
        self, input: Tensor[tuple[_I, Any, Any, Any], _D, _Dev]
    ) -> Tensor[tuple[_O, Any, Any, Any], _D, _Dev]: ...
    @overload
    def forward(self, input: Untyped) -> Any: ...

class ConvTranspose3d(Module, torch.nn.ConvTranspose3d, Generic[_I, _O]):
    weight: Parameter[tuple[Any, Any, Any, Any, Any], Any, Any]
    bias: Parameter[tuple[_O], Any, Any] | None
    @overload
    def forward(
        self, input: Tensor[tuple[_N, _I, Any, Any, Any], _D, _Dev]
    ) -> Tensor[tuple[_N, _O, Any, Any, Any], _D, _Dev]: ...
    @overload
    def forward(
        self, input: Tensor[tuple[_I, Any, Any, Any], _D, _Dev]
    ) -> Tensor[tuple[_O, Any, Any, Any], _D, _Dev]: ...
    @overload
    def forward(self, input: Untyped, output_size: Sequence[int] | None = ...) -> Any: ...
