"""How creation functions are called: with sizes, or with a tensor to be like.

Every checker gets the dtype, the device and, without ``device=``, the rank; sizes are ``Any`` (the mypy
plugin reads them from the call). What is not given is torch's documented default, float32 on the CPU: code
that changes the global default names its dtype and device.
"""

from collections.abc import Sequence
from typing import Any, Protocol, TypedDict, overload

import torch
from typing_extensions import TypeVar, Unpack

from ._device import CPU, CUDA, MPS, XPU, CPUName, CUDAName, Device, Meta, MetaName, MPSName, XPUName
from ._dtype import DType, Float32
from ._tensor import Tensor, Untyped

_S = TypeVar("_S", bound=tuple[Any, ...])
_D = TypeVar("_D", bound=DType)
_Dev = TypeVar("_Dev", bound=Device)
_D32 = TypeVar("_D32", bound=DType, default=Float32)
_E = TypeVar("_E", bound=DType)

class FactoryOptions(TypedDict, total=False):
    """What every creation function takes beside a dtype and a device."""

    out: torch.Tensor | None
    layout: torch.layout | None
    pin_memory: bool | None
    requires_grad: bool | None
    generator: torch.Generator | None
    memory_format: torch.memory_format | None

class LikeOptions(TypedDict, total=False):
    """What every ``_like`` function takes beside a dtype and a device."""

    layout: torch.layout | None
    pin_memory: bool | None
    requires_grad: bool | None
    generator: torch.Generator | None
    memory_format: torch.memory_format | None

class Factory(Protocol):
    """``f(4, 6)``, ``f((4, 6))`` or ``f([4, 6])``."""

    @overload
    def __call__(
        self,
        a: int,
        /,
        *,
        dtype: _D32 = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[tuple[Any], _D32, CPU]: ...
    @overload
    def __call__(
        self,
        a: int,
        b: int,
        /,
        *,
        dtype: _D32 = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[tuple[Any, Any], _D32, CPU]: ...
    @overload
    def __call__(
        self,
        a: int,
        b: int,
        c: int,
        /,
        *,
        dtype: _D32 = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[tuple[Any, Any, Any], _D32, CPU]: ...
    @overload
    def __call__(
        self,
        a: int,
        b: int,
        c: int,
        d: int,
        /,
        *,
        dtype: _D32 = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[tuple[Any, Any, Any, Any], _D32, CPU]: ...
    @overload
    def __call__(
        self,
        a: int,
        b: int,
        c: int,
        d: int,
        e: int,
        /,
        *,
        dtype: _D32 = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[tuple[Any, Any, Any, Any, Any], _D32, CPU]: ...
    @overload
    def __call__(
        self, *size: int, dtype: _D32 = ..., device: CPUName | CPU | None = ..., **options: Unpack[FactoryOptions]
    ) -> Tensor[Any, _D32, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[()],
        /,
        *,
        dtype: _D32 = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[tuple[()], _D32, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[int],
        /,
        *,
        dtype: _D32 = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[tuple[Any], _D32, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[int, int],
        /,
        *,
        dtype: _D32 = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[tuple[Any, Any], _D32, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[int, int, int],
        /,
        *,
        dtype: _D32 = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[tuple[Any, Any, Any], _D32, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[int, int, int, int],
        /,
        *,
        dtype: _D32 = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[tuple[Any, Any, Any, Any], _D32, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[int, int, int, int, int],
        /,
        *,
        dtype: _D32 = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[tuple[Any, Any, Any, Any, Any], _D32, CPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        /,
        *,
        dtype: _D32 = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _D32, CPU]: ...
    @overload
    def __call__(
        self, *size: int, dtype: _D32 = ..., device: CUDAName | CUDA, **options: Unpack[FactoryOptions]
    ) -> Tensor[Any, _D32, CUDA]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        /,
        *,
        dtype: _D32 = ...,
        device: CUDAName | CUDA,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _D32, CUDA]: ...
    @overload
    def __call__(
        self, *size: int, dtype: _D32 = ..., device: MPSName | MPS, **options: Unpack[FactoryOptions]
    ) -> Tensor[Any, _D32, MPS]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        /,
        *,
        dtype: _D32 = ...,
        device: MPSName | MPS,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _D32, MPS]: ...
    @overload
    def __call__(
        self, *size: int, dtype: _D32 = ..., device: XPUName | XPU, **options: Unpack[FactoryOptions]
    ) -> Tensor[Any, _D32, XPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        /,
        *,
        dtype: _D32 = ...,
        device: XPUName | XPU,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _D32, XPU]: ...
    @overload
    def __call__(
        self, *size: int, dtype: _D32 = ..., device: MetaName | Meta, **options: Unpack[FactoryOptions]
    ) -> Tensor[Any, _D32, Meta]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        /,
        *,
        dtype: _D32 = ...,
        device: MetaName | Meta,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _D32, Meta]: ...
    @overload
    def __call__(
        self,
        *size: int | torch.SymInt,
        dtype: _D32 = ...,
        device: torch.types.Device = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _D32, Any]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int | torch.SymInt],
        /,
        *,
        dtype: _D32 = ...,
        device: torch.types.Device = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _D32, Any]: ...
    @overload
    def __call__(
        self,
        *size: int | torch.SymInt,
        dtype: torch.dtype | None,
        device: torch.types.Device = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor: ...
    @overload
    def __call__(
        self,
        size: Sequence[int | torch.SymInt],
        /,
        *,
        dtype: torch.dtype | None,
        device: torch.types.Device = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor: ...

class LikeFactory(Protocol):
    """``f(x)``: the shape of ``x``, and its dtype and device unless given."""

    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: None = ..., device: None = ..., **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _D, _Dev]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: _E, device: None = ..., **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _E, _Dev]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: None = ..., device: CPUName | CPU, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _D, CPU]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: _E, device: CPUName | CPU, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _E, CPU]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: None = ..., device: CUDAName | CUDA, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _D, CUDA]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: _E, device: CUDAName | CUDA, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _E, CUDA]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: None = ..., device: MPSName | MPS, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _D, MPS]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: _E, device: MPSName | MPS, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _E, MPS]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: None = ..., device: XPUName | XPU, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _D, XPU]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: _E, device: XPUName | XPU, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _E, XPU]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: None = ..., device: MetaName | Meta, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _D, Meta]: ...
    @overload
    def __call__(
        self, input: Tensor[_S, _D, _Dev], *, dtype: _E, device: MetaName | Meta, **options: Unpack[LikeOptions]
    ) -> Tensor[_S, _E, Meta]: ...
    @overload
    def __call__(
        self,
        input: Tensor[_S, _D, _Dev],
        *,
        dtype: torch.dtype | None = ...,
        device: torch.types.Device = ...,
        **options: Unpack[LikeOptions],
    ) -> Tensor[_S, Any, Any]: ...
    @overload
    def __call__(
        self,
        input: Untyped,
        *,
        dtype: torch.dtype | None = ...,
        device: torch.types.Device = ...,
        **options: Unpack[LikeOptions],
    ) -> Tensor: ...
