"""How creation functions are called: with sizes.

Every checker gets the dtype, the device and, without ``device=``, the rank; sizes are ``Any`` (the mypy
plugin reads them from the call). What is not given is torch's documented default, float32 on the CPU: code
that changes the global default names its dtype and device.

A type variable that no argument binds would be solved from the declared type, and every declaration be right:
what is not given has its own overloads. A dtype of ours must not fall through to those for torch's own, which claim
nothing: they take an ``UntypedDType``.
"""

from collections.abc import Sequence
from typing import Any, Protocol, TypedDict, overload

import torch
from typing_extensions import TypeVar, Unpack

from ._device import CPU, CUDA, MPS, XPU, CPULike, CUDALike, Meta, MetaLike, MPSLike, XPULike
from ._dtype import DType, Float32, UntypedDType
from ._tensor import Tensor

_D = TypeVar("_D", bound=DType)

class Options(TypedDict, total=False):
    """What every creation function takes beside a dtype and a device."""

    out: torch.Tensor | None
    layout: torch.layout | None
    pin_memory: bool | None
    requires_grad: bool | None
    generator: torch.Generator | None
    memory_format: torch.memory_format | None

class Factory(Protocol):
    """``f(4, 6)``, ``f((4, 6))`` or ``f([4, 6])``."""

    @overload
    def __call__(
        self, a: int, /, *, dtype: None = ..., device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[Any], Float32, CPU]: ...
    @overload
    def __call__(
        self, a: int, b: int, /, *, dtype: None = ..., device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[Any, Any], Float32, CPU]: ...
    @overload
    def __call__(
        self, a: int, b: int, c: int, /, *, dtype: None = ..., device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[Any, Any, Any], Float32, CPU]: ...
    @overload
    def __call__(
        self,
        a: int,
        b: int,
        c: int,
        d: int,
        /,
        *,
        dtype: None = ...,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[Any, Any, Any, Any], Float32, CPU]: ...
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
        dtype: None = ...,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[Any, Any, Any, Any, Any], Float32, CPU]: ...
    @overload
    def __call__(
        self, *size: int, dtype: None = ..., device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[Any, Float32, CPU]: ...
    @overload
    def __call__(
        self, size: tuple[()], /, *, dtype: None = ..., device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[()], Float32, CPU]: ...
    @overload
    def __call__(
        self, size: tuple[int], /, *, dtype: None = ..., device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[Any], Float32, CPU]: ...
    @overload
    def __call__(
        self, size: tuple[int, int], /, *, dtype: None = ..., device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[Any, Any], Float32, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[int, int, int],
        /,
        *,
        dtype: None = ...,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[Any, Any, Any], Float32, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[int, int, int, int],
        /,
        *,
        dtype: None = ...,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[Any, Any, Any, Any], Float32, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[int, int, int, int, int],
        /,
        *,
        dtype: None = ...,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[Any, Any, Any, Any, Any], Float32, CPU]: ...
    @overload
    def __call__(
        self, size: Sequence[int], /, *, dtype: None = ..., device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[Any, Float32, CPU]: ...
    @overload
    def __call__(
        self, *size: int, dtype: None = ..., device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, CUDA]: ...
    @overload
    def __call__(
        self, size: Sequence[int], /, *, dtype: None = ..., device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, CUDA]: ...
    @overload
    def __call__(
        self, *size: int, dtype: None = ..., device: MPSLike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, MPS]: ...
    @overload
    def __call__(
        self, size: Sequence[int], /, *, dtype: None = ..., device: MPSLike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, MPS]: ...
    @overload
    def __call__(
        self, *size: int, dtype: None = ..., device: XPULike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, XPU]: ...
    @overload
    def __call__(
        self, size: Sequence[int], /, *, dtype: None = ..., device: XPULike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, XPU]: ...
    @overload
    def __call__(
        self, *size: int, dtype: None = ..., device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, Meta]: ...
    @overload
    def __call__(
        self, size: Sequence[int], /, *, dtype: None = ..., device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, Float32, Meta]: ...
    @overload
    def __call__(
        self, *size: int | torch.SymInt, dtype: None = ..., device: torch.types.Device = ..., **options: Unpack[Options]
    ) -> Tensor[Any, Float32, Any]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int | torch.SymInt],
        /,
        *,
        dtype: None = ...,
        device: torch.types.Device = ...,
        **options: Unpack[Options],
    ) -> Tensor[Any, Float32, Any]: ...
    @overload
    def __call__(
        self, a: int, /, *, dtype: _D, device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[Any], _D, CPU]: ...
    @overload
    def __call__(
        self, a: int, b: int, /, *, dtype: _D, device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[Any, Any], _D, CPU]: ...
    @overload
    def __call__(
        self, a: int, b: int, c: int, /, *, dtype: _D, device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[Any, Any, Any], _D, CPU]: ...
    @overload
    def __call__(
        self, a: int, b: int, c: int, d: int, /, *, dtype: _D, device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[Any, Any, Any, Any], _D, CPU]: ...
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
        dtype: _D,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[Any, Any, Any, Any, Any], _D, CPU]: ...
    @overload
    def __call__(
        self, *size: int, dtype: _D, device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[Any, _D, CPU]: ...
    @overload
    def __call__(
        self, size: tuple[()], /, *, dtype: _D, device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[()], _D, CPU]: ...
    @overload
    def __call__(
        self, size: tuple[int], /, *, dtype: _D, device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[Any], _D, CPU]: ...
    @overload
    def __call__(
        self, size: tuple[int, int], /, *, dtype: _D, device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[Any, Any], _D, CPU]: ...
    @overload
    def __call__(
        self, size: tuple[int, int, int], /, *, dtype: _D, device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[Any, Any, Any], _D, CPU]: ...
    @overload
    def __call__(
        self, size: tuple[int, int, int, int], /, *, dtype: _D, device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[Any, Any, Any, Any], _D, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[int, int, int, int, int],
        /,
        *,
        dtype: _D,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[Any, Any, Any, Any, Any], _D, CPU]: ...
    @overload
    def __call__(
        self, size: Sequence[int], /, *, dtype: _D, device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[Any, _D, CPU]: ...
    @overload
    def __call__(
        self, *size: int, dtype: _D, device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, _D, CUDA]: ...
    @overload
    def __call__(
        self, size: Sequence[int], /, *, dtype: _D, device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, _D, CUDA]: ...
    @overload
    def __call__(self, *size: int, dtype: _D, device: MPSLike, **options: Unpack[Options]) -> Tensor[Any, _D, MPS]: ...
    @overload
    def __call__(
        self, size: Sequence[int], /, *, dtype: _D, device: MPSLike, **options: Unpack[Options]
    ) -> Tensor[Any, _D, MPS]: ...
    @overload
    def __call__(self, *size: int, dtype: _D, device: XPULike, **options: Unpack[Options]) -> Tensor[Any, _D, XPU]: ...
    @overload
    def __call__(
        self, size: Sequence[int], /, *, dtype: _D, device: XPULike, **options: Unpack[Options]
    ) -> Tensor[Any, _D, XPU]: ...
    @overload
    def __call__(
        self, *size: int, dtype: _D, device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, _D, Meta]: ...
    @overload
    def __call__(
        self, size: Sequence[int], /, *, dtype: _D, device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, _D, Meta]: ...
    @overload
    def __call__(
        self, *size: int | torch.SymInt, dtype: _D, device: torch.types.Device = ..., **options: Unpack[Options]
    ) -> Tensor[Any, _D, Any]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int | torch.SymInt],
        /,
        *,
        dtype: _D,
        device: torch.types.Device = ...,
        **options: Unpack[Options],
    ) -> Tensor[Any, _D, Any]: ...
    @overload
    def __call__(
        self, a: int, /, *, dtype: UntypedDType | None, device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[Any], Any, CPU]: ...
    @overload
    def __call__(
        self, a: int, b: int, /, *, dtype: UntypedDType | None, device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[tuple[Any, Any], Any, CPU]: ...
    @overload
    def __call__(
        self,
        a: int,
        b: int,
        c: int,
        /,
        *,
        dtype: UntypedDType | None,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[Any, Any, Any], Any, CPU]: ...
    @overload
    def __call__(
        self,
        a: int,
        b: int,
        c: int,
        d: int,
        /,
        *,
        dtype: UntypedDType | None,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[Any, Any, Any, Any], Any, CPU]: ...
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
        dtype: UntypedDType | None,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[Any, Any, Any, Any, Any], Any, CPU]: ...
    @overload
    def __call__(
        self, *size: int, dtype: UntypedDType | None, device: CPULike | None = ..., **options: Unpack[Options]
    ) -> Tensor[Any, Any, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[()],
        /,
        *,
        dtype: UntypedDType | None,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[()], Any, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[int],
        /,
        *,
        dtype: UntypedDType | None,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[Any], Any, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[int, int],
        /,
        *,
        dtype: UntypedDType | None,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[Any, Any], Any, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[int, int, int],
        /,
        *,
        dtype: UntypedDType | None,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[Any, Any, Any], Any, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[int, int, int, int],
        /,
        *,
        dtype: UntypedDType | None,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[Any, Any, Any, Any], Any, CPU]: ...
    @overload
    def __call__(
        self,
        size: tuple[int, int, int, int, int],
        /,
        *,
        dtype: UntypedDType | None,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[tuple[Any, Any, Any, Any, Any], Any, CPU]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int],
        /,
        *,
        dtype: UntypedDType | None,
        device: CPULike | None = ...,
        **options: Unpack[Options],
    ) -> Tensor[Any, Any, CPU]: ...
    @overload
    def __call__(
        self, *size: int, dtype: UntypedDType | None, device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, Any, CUDA]: ...
    @overload
    def __call__(
        self, size: Sequence[int], /, *, dtype: UntypedDType | None, device: CUDALike, **options: Unpack[Options]
    ) -> Tensor[Any, Any, CUDA]: ...
    @overload
    def __call__(
        self, *size: int, dtype: UntypedDType | None, device: MPSLike, **options: Unpack[Options]
    ) -> Tensor[Any, Any, MPS]: ...
    @overload
    def __call__(
        self, size: Sequence[int], /, *, dtype: UntypedDType | None, device: MPSLike, **options: Unpack[Options]
    ) -> Tensor[Any, Any, MPS]: ...
    @overload
    def __call__(
        self, *size: int, dtype: UntypedDType | None, device: XPULike, **options: Unpack[Options]
    ) -> Tensor[Any, Any, XPU]: ...
    @overload
    def __call__(
        self, size: Sequence[int], /, *, dtype: UntypedDType | None, device: XPULike, **options: Unpack[Options]
    ) -> Tensor[Any, Any, XPU]: ...
    @overload
    def __call__(
        self, *size: int, dtype: UntypedDType | None, device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, Any, Meta]: ...
    @overload
    def __call__(
        self, size: Sequence[int], /, *, dtype: UntypedDType | None, device: MetaLike, **options: Unpack[Options]
    ) -> Tensor[Any, Any, Meta]: ...
    @overload
    def __call__(
        self,
        *size: int | torch.SymInt,
        dtype: UntypedDType | None,
        device: torch.types.Device = ...,
        **options: Unpack[Options],
    ) -> Tensor[Any, Any, Any]: ...
    @overload
    def __call__(
        self,
        size: Sequence[int | torch.SymInt],
        /,
        *,
        dtype: UntypedDType | None,
        device: torch.types.Device = ...,
        **options: Unpack[Options],
    ) -> Tensor[Any, Any, Any]: ...
