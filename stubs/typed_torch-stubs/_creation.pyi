"""Creation: ``randn``, ``rand``, ``zeros``, ``ones``, ``empty``, ``full`` and the ``_like`` forms."""
# mypy: disable-error-code="overload-overlap"
# A bool is an int and an int a float: the narrower value comes first.

from collections.abc import Sequence
from typing import Any, Protocol, overload

import torch
from typing_extensions import TypeVar, Unpack

from ._device import CPU, CUDA, MPS, XPU, CPUName, CUDAName, Device, Meta, MetaName, MPSName, XPUName
from ._dtype import Bool, Complex64, DType, Float32, Int64
from ._factories import Factory, FactoryOptions, LikeFactory, LikeOptions
from ._tensor import Tensor, Untyped

_S = TypeVar("_S", bound=tuple[Any, ...])
_D = TypeVar("_D", bound=DType)
_E = TypeVar("_E", bound=DType)
_Dev = TypeVar("_Dev", bound=Device)
_DAny = TypeVar("_DAny", bound=DType, default=Any)

class FullFactory(Protocol):
    """``full((4, 6), 0.5)``, ``full([4, 6], 0.5)`` or ``full(4, 6, fill_value=0.5)``.

    Without ``dtype=`` the value gives the dtype, on the default device.
    """

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
        dtype: _DAny = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _DAny, CPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: _DAny = ...,
        device: CUDAName | CUDA,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _DAny, CUDA]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: _DAny = ...,
        device: MPSName | MPS,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _DAny, MPS]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: _DAny = ...,
        device: XPUName | XPU,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _DAny, XPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: _DAny = ...,
        device: MetaName | Meta,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _DAny, Meta]: ...
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
        dtype: _DAny = ...,
        device: CPUName | CPU | None = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _DAny, CPU]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: complex,
        dtype: _DAny = ...,
        device: CUDAName | CUDA,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _DAny, CUDA]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: complex,
        dtype: _DAny = ...,
        device: MPSName | MPS,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _DAny, MPS]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: complex,
        dtype: _DAny = ...,
        device: XPUName | XPU,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _DAny, XPU]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: complex,
        dtype: _DAny = ...,
        device: MetaName | Meta,
        **options: Unpack[FactoryOptions],
    ) -> Tensor[Any, _DAny, Meta]: ...
    @overload
    def __call__(
        self,
        *size: int | torch.SymInt,
        fill_value: complex,
        dtype: torch.dtype | None = ...,
        device: torch.types.Device = ...,
        **options: Unpack[FactoryOptions],
    ) -> Tensor: ...

randn: Factory
rand: Factory
zeros: Factory
ones: Factory
empty: Factory
full: FullFactory

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
