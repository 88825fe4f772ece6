"""How the ``_like`` functions are called: the shape of a tensor, and its dtype and device unless others are given."""

from typing import Any, Protocol, TypedDict, overload

import torch
from typing_extensions import TypeVar, Unpack

from ._device import CPU, CUDA, MPS, XPU, CPULike, CUDALike, Device, Meta, MetaLike, MPSLike, XPULike
from ._dtype import DType, UntypedDType
from ._tensor import Tensor, Untyped

_S = TypeVar("_S", bound=tuple[Any, ...])
_D = TypeVar("_D", bound=DType)
_E = TypeVar("_E", bound=DType)
_Dev = TypeVar("_Dev", bound=Device)

class LikeOptions(TypedDict, total=False):
    """What every ``_like`` function takes beside a dtype and a device."""

    layout: torch.layout | None
    pin_memory: bool | None
    requires_grad: bool | None
    generator: torch.Generator | None
    memory_format: torch.memory_format | None

class LikeFactory(Protocol):
    """``f(x)``."""

    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: None = ..., device: None = ..., **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _D, _Dev]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: None = ..., device: CPULike, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _D, CPU]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: None = ..., device: CUDALike, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _D, CUDA]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: None = ..., device: MPSLike, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _D, MPS]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: None = ..., device: XPULike, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _D, XPU]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: None = ..., device: MetaLike, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _D, Meta]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        *,
        dtype: None = ...,
        device: torch.types.Device,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, _D, Any]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: _E, device: None = ..., **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _E, _Dev]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: _E, device: CPULike, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _E, CPU]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: _E, device: CUDALike, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _E, CUDA]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: _E, device: MPSLike, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _E, MPS]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: _E, device: XPULike, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _E, XPU]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: _E, device: MetaLike, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _E, Meta]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: _E, device: torch.types.Device, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _E, Any]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        *,
        dtype: UntypedDType | None,
        device: None = ...,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, Any, _Dev]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        *,
        dtype: UntypedDType | None,
        device: CPULike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, Any, CPU]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        *,
        dtype: UntypedDType | None,
        device: CUDALike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, Any, CUDA]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        *,
        dtype: UntypedDType | None,
        device: MPSLike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, Any, MPS]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        *,
        dtype: UntypedDType | None,
        device: XPULike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, Any, XPU]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        *,
        dtype: UntypedDType | None,
        device: MetaLike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, Any, Meta]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        *,
        dtype: UntypedDType | None,
        device: torch.types.Device,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, Any, Any]: ...
    @overload
    def __call__(
        self, input: Untyped, *, dtype: _E, device: torch.types.Device = ..., **options: Unpack[LikeOptions]
    ) -> Tensor[Any, _E, Any]: ...
    @overload
    def __call__(
        self,
        input: Untyped,
        *,
        dtype: UntypedDType | None = ...,
        device: torch.types.Device = ...,
        **options: Unpack[LikeOptions],
    ) -> Tensor: ...

class FullLikeFactory(Protocol):
    """``f(x, 0.5)``."""

    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: None = ...,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, _D, _Dev]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: CPULike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, _D, CPU]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: CUDALike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, _D, CUDA]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: MPSLike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, _D, MPS]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: XPULike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, _D, XPU]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: MetaLike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, _D, Meta]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: torch.types.Device,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, _D, Any]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: _E,
        device: None = ...,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, _E, _Dev]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: _E,
        device: CPULike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, _E, CPU]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: _E,
        device: CUDALike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, _E, CUDA]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: _E,
        device: MPSLike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, _E, MPS]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: _E,
        device: XPULike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, _E, XPU]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: _E,
        device: MetaLike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, _E, Meta]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: _E,
        device: torch.types.Device,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, _E, Any]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: UntypedDType | None,
        device: None = ...,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, Any, _Dev]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: UntypedDType | None,
        device: CPULike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, Any, CPU]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: UntypedDType | None,
        device: CUDALike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, Any, CUDA]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: UntypedDType | None,
        device: MPSLike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, Any, MPS]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: UntypedDType | None,
        device: XPULike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, Any, XPU]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: UntypedDType | None,
        device: MetaLike,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, Any, Meta]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        fill_value: complex,
        *,
        dtype: UntypedDType | None,
        device: torch.types.Device,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, Any, Any]: ...
    @overload
    def __call__(
        self,
        input: Untyped,
        fill_value: complex,
        *,
        dtype: _E,
        device: torch.types.Device = ...,
        **options: Unpack[LikeOptions],
    ) -> Tensor[Any, _E, Any]: ...
    @overload
    def __call__(
        self,
        input: Untyped,
        fill_value: complex,
        *,
        dtype: UntypedDType | None = ...,
        device: torch.types.Device = ...,
        **options: Unpack[LikeOptions],
    ) -> Tensor: ...
