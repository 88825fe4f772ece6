"""How ``full`` is called: ``full((4, 6), 0.5)``, ``full([4, 6], 0.5)`` or ``full(4, 6, fill_value=0.5)``."""
# mypy: disable-error-code="overload-overlap"
# A bool is an int and an int a float: the narrower value comes first.

from collections.abc import Sequence
from typing import Any, Protocol, overload

import torch
from typing_extensions import TypeVar, Unpack

from ._device import CPU, CUDA, MPS, XPU, CPULike, CUDALike, Meta, MetaLike, MPSLike, XPULike
from ._dtype import Bool, Complex64, DType, Float32, Int64, UntypedDType
from ._factories import Options
from ._tensor import Tensor

_D = TypeVar("_D", bound=DType)

class FullFactory(Protocol):
    """Without ``dtype=`` the value gives the dtype, on the default device."""

    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: bool,
        *,
        dtype: None = ...,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[Any, Bool, CPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: int,
        *,
        dtype: None = ...,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[Any, Int64, CPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: float,
        *,
        dtype: None = ...,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[Any, Float32, CPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[Any, Complex64, CPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: _D,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[Any, _D, CPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: UntypedDType | None,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[Any, Any, CPU]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: bool, *, dtype: None = ..., device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, Bool, CUDA]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: int, *, dtype: None = ..., device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, Int64, CUDA]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: float, *, dtype: None = ..., device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, CUDA]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: CUDALike,
        **options: Unpack[Options],
    ) -> Tensor[Any, Complex64, CUDA]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: complex, *, dtype: _D, device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, _D, CUDA]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: UntypedDType | None,
        device: CUDALike,
        **options: Unpack[Options],
    ) -> Tensor[Any, Any, CUDA]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: bool, *, dtype: None = ..., device: MPSLike, **options: Unpack[Options]
    ) -> Tensor[Any, Bool, MPS]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: int, *, dtype: None = ..., device: MPSLike, **options: Unpack[Options]
    ) -> Tensor[Any, Int64, MPS]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: float, *, dtype: None = ..., device: MPSLike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, MPS]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: MPSLike,
        **options: Unpack[Options],
    ) -> Tensor[Any, Complex64, MPS]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: complex, *, dtype: _D, device: MPSLike, **options: Unpack[Options]
    ) -> Tensor[Any, _D, MPS]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: UntypedDType | None,
        device: MPSLike,
        **options: Unpack[Options],
    ) -> Tensor[Any, Any, MPS]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: bool, *, dtype: None = ..., device: XPULike, **options: Unpack[Options]
    ) -> Tensor[Any, Bool, XPU]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: int, *, dtype: None = ..., device: XPULike, **options: Unpack[Options]
    ) -> Tensor[Any, Int64, XPU]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: float, *, dtype: None = ..., device: XPULike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, XPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: XPULike,
        **options: Unpack[Options],
    ) -> Tensor[Any, Complex64, XPU]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: complex, *, dtype: _D, device: XPULike, **options: Unpack[Options]
    ) -> Tensor[Any, _D, XPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: UntypedDType | None,
        device: XPULike,
        **options: Unpack[Options],
    ) -> Tensor[Any, Any, XPU]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: bool, *, dtype: None = ..., device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, Bool, Meta]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: int, *, dtype: None = ..., device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, Int64, Meta]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: float, *, dtype: None = ..., device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, Meta]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: MetaLike,
        **options: Unpack[Options],
    ) -> Tensor[Any, Complex64, Meta]: ...
    @overload
    def __call__(
        self, size: Sequence[int], fill_value: complex, *, dtype: _D, device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, _D, Meta]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        fill_value: complex,
        *,
        dtype: UntypedDType | None,
        device: MetaLike,
        **options: Unpack[Options],
    ) -> Tensor[Any, Any, Meta]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int | torch.SymInt],
        fill_value: bool,
        *,
        dtype: None = ...,
        device: torch.types.Device,
        **options: Unpack[Options],
    ) -> Tensor[Any, Bool, Any]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int | torch.SymInt],
        fill_value: int,
        *,
        dtype: None = ...,
        device: torch.types.Device,
        **options: Unpack[Options],
    ) -> Tensor[Any, Int64, Any]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int | torch.SymInt],
        fill_value: float,
        *,
        dtype: None = ...,
        device: torch.types.Device,
        **options: Unpack[Options],
    ) -> Tensor[Any, Float32, Any]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int | torch.SymInt],
        fill_value: complex,
        *,
        dtype: None = ...,
        device: torch.types.Device,
        **options: Unpack[Options],
    ) -> Tensor[Any, Complex64, Any]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int | torch.SymInt],
        fill_value: complex,
        *,
        dtype: _D,
        device: torch.types.Device,
        **options: Unpack[Options],
    ) -> Tensor[Any, _D, Any]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int | torch.SymInt],
        fill_value: complex,
        *,
        dtype: UntypedDType | None = ...,
        device: torch.types.Device = ...,
        **options: Unpack[Options],
    ) -> Tensor: ...
    @overload
    def __call__(
        self, *size: int, fill_value: bool, dtype: None = ..., device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[Any, Bool, CPU]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: int, dtype: None = ..., device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[Any, Int64, CPU]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: float, dtype: None = ..., device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[Any, Float32, CPU]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: complex,
        dtype: None = ...,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[Any, Complex64, CPU]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: complex, dtype: _D, device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[Any, _D, CPU]: ...
    @overload
    def __call__(
        self,
        *size: int,
        fill_value: complex,
        dtype: UntypedDType | None,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[Any, Any, CPU]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: bool, dtype: None = ..., device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, Bool, CUDA]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: int, dtype: None = ..., device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, Int64, CUDA]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: float, dtype: None = ..., device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, CUDA]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: complex, dtype: None = ..., device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, Complex64, CUDA]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: complex, dtype: _D, device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, _D, CUDA]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: complex, dtype: UntypedDType | None, device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, Any, CUDA]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: bool, dtype: None = ..., device: MPSLike, **options: Unpack[Options]
    ) -> Tensor[Any, Bool, MPS]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: int, dtype: None = ..., device: MPSLike, **options: Unpack[Options]
    ) -> Tensor[Any, Int64, MPS]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: float, dtype: None = ..., device: MPSLike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, MPS]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: complex, dtype: None = ..., device: MPSLike, **options: Unpack[Options]
    ) -> Tensor[Any, Complex64, MPS]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: complex, dtype: _D, device: MPSLike, **options: Unpack[Options]
    ) -> Tensor[Any, _D, MPS]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: complex, dtype: UntypedDType | None, device: MPSLike, **options: Unpack[Options]
    ) -> Tensor[Any, Any, MPS]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: bool, dtype: None = ..., device: XPULike, **options: Unpack[Options]
    ) -> Tensor[Any, Bool, XPU]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: int, dtype: None = ..., device: XPULike, **options: Unpack[Options]
    ) -> Tensor[Any, Int64, XPU]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: float, dtype: None = ..., device: XPULike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, XPU]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: complex, dtype: None = ..., device: XPULike, **options: Unpack[Options]
    ) -> Tensor[Any, Complex64, XPU]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: complex, dtype: _D, device: XPULike, **options: Unpack[Options]
    ) -> Tensor[Any, _D, XPU]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: complex, dtype: UntypedDType | None, device: XPULike, **options: Unpack[Options]
    ) -> Tensor[Any, Any, XPU]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: bool, dtype: None = ..., device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, Bool, Meta]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: int, dtype: None = ..., device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, Int64, Meta]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: float, dtype: None = ..., device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, Meta]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: complex, dtype: None = ..., device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, Complex64, Meta]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: complex, dtype: _D, device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, _D, Meta]: ...
    @overload
    def __call__(
        self, *size: int, fill_value: complex, dtype: UntypedDType | None, device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, Any, Meta]: ...
    @overload
    def __call__(
        self,
        *size: int | torch.SymInt,
        fill_value: bool,
        dtype: None = ...,
        device: torch.types.Device,
        **options: Unpack[Options],
    ) -> Tensor[Any, Bool, Any]: ...
    @overload
    def __call__(
        self,
        *size: int | torch.SymInt,
        fill_value: int,
        dtype: None = ...,
        device: torch.types.Device,
        **options: Unpack[Options],
    ) -> Tensor[Any, Int64, Any]: ...
    @overload
    def __call__(
        self,
        *size: int | torch.SymInt,
        fill_value: float,
        dtype: None = ...,
        device: torch.types.Device,
        **options: Unpack[Options],
    ) -> Tensor[Any, Float32, Any]: ...
    @overload
    def __call__(
        self,
        *size: int | torch.SymInt,
        fill_value: complex,
        dtype: None = ...,
        device: torch.types.Device,
        **options: Unpack[Options],
    ) -> Tensor[Any, Complex64, Any]: ...
    @overload
    def __call__(
        self,
        *size: int | torch.SymInt,
        fill_value: complex,
        dtype: _D,
        device: torch.types.Device,
        **options: Unpack[Options],
    ) -> Tensor[Any, _D, Any]: ...
    @overload
    def __call__(
        self,
        *size: int | torch.SymInt,
        fill_value: complex,
        dtype: UntypedDType | None = ...,
        device: torch.types.Device = ...,
        **options: Unpack[Options],
    ) -> Tensor: ...
