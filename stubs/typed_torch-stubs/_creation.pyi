"""Creation: ``randn``, ``rand``, ``zeros``, ``ones``, ``empty``, ``full`` and the ``_like`` forms.

Every checker gets the dtype, the device and, without ``device=``, the rank; sizes are ``Any`` (the mypy
plugin reads them from the call). What is not given is torch's documented default, float32 on the CPU: code
that changes the global default names its dtype and device.
"""
# mypy: disable-error-code="overload-overlap"
# A bool is an int and an int a float: the narrower value comes first.

from collections.abc import Sequence
from typing import Any, Protocol, TypedDict, overload

import torch
from typing_extensions import TypeVar, Unpack

from ._device import CPU, CUDA, MPS, XPU, CPUName, CUDAName, Device, Meta, MetaName, MPSName, XPUName
from ._dtype import Bool, Complex64, DType, Float32, Int64
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

randn: Factory
rand: Factory
zeros: Factory
ones: Factory
empty: Factory

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

randn_like: LikeFactory
rand_like: LikeFactory
zeros_like: LikeFactory
ones_like: LikeFactory
empty_like: LikeFactory

@overload
def full_like(
    input: Tensor[_S, _D, _Dev],
    fill_value: complex,
    *,
    dtype: None = ...,
    device: None = ...,
    **options: Unpack[LikeOptions],
) -> Tensor[_S, _D, _Dev]: ...
@overload
def full_like(
    input: Tensor[_S, _D, _Dev],
    fill_value: complex,
    *,
    dtype: _E,
    device: None = ...,
    **options: Unpack[LikeOptions],
) -> Tensor[_S, _E, _Dev]: ...
@overload
def full_like(
    input: Tensor[_S, _D, _Dev],
    fill_value: complex,
    *,
    dtype: torch.dtype | None = ...,
    device: torch.types.Device = ...,
    **options: Unpack[LikeOptions],
) -> Tensor[_S, Any, Any]: ...
@overload
def full_like(
    input: Untyped,
    fill_value: complex,
    *,
    dtype: torch.dtype | None = ...,
    device: torch.types.Device = ...,
    **options: Unpack[LikeOptions],
) -> Tensor: ...

class FullFactory(Protocol):
    """``full((4, 6), 0.5)``, ``full([4, 6], 0.5)`` or ``full(4, 6, fill_value=0.5)``."""
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: bool,
        *,
        dtype: None = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Bool, CPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: int,
        *,
        dtype: None = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Int64, CPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: float,
        *,
        dtype: None = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Float32, CPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Complex64, CPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: _D,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _D, CPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: _D,
        device: CUDAName | CUDA,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _D, CUDA]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: _D,
        device: MPSName | MPS,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _D, MPS]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: _D,
        device: XPUName | XPU,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _D, XPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: _D,
        device: MetaName | Meta,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _D, Meta]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: CUDAName | CUDA,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Any, CUDA]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: MPSName | MPS,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Any, MPS]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: XPUName | XPU,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Any, XPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: MetaName | Meta,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Any, Meta]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int | torch.SymInt],
        fill_value: complex,
        *,
        dtype: torch.dtype | None = ...,
        device: torch.types.Device = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: bool,
        dtype: None = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Bool, CPU]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: int,
        dtype: None = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Int64, CPU]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: float,
        dtype: None = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Float32, CPU]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: complex,
        dtype: None = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Complex64, CPU]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: complex,
        dtype: _D,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _D, CPU]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: complex,
        dtype: _D,
        device: CUDAName | CUDA,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _D, CUDA]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: complex, dtype: _D, device: MPSName | MPS, **options: Unpack[FactoryOptions]
    ) -> Tensor[Any, _D, MPS]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: complex, dtype: _D, device: XPUName | XPU, **options: Unpack[FactoryOptions]
    ) -> Tensor[Any, _D, XPU]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: complex,
        dtype: _D,
        device: MetaName | Meta,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _D, Meta]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: complex,
        dtype: None = ...,
        device: CUDAName | CUDA,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Any, CUDA]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: complex,
        dtype: None = ...,
        device: MPSName | MPS,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Any, MPS]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: complex,
        dtype: None = ...,
        device: XPUName | XPU,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Any, XPU]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: complex,
        dtype: None = ...,
        device: MetaName | Meta,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, Any, Meta]: ...
    @overload
    def __call__(
        self,
        *size: int | torch.SymInt,
        fill_value: complex,
        dtype: torch.dtype | None = ...,
        device: torch.types.Device = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor: ...

full: FullFactory
