"""Devices: the classes that stand in ``Tensor[S, D, Dev]``; ``x.device`` is typed as its ``Dev``."""

from typing import Literal, TypeAlias

import torch
from typing import Self

class Device(torch.device):
    """Any device."""

    def __get__(self, instance: object, owner: type | None = None) -> Self: ...
    @classmethod
    def names(cls) -> frozenset[str]: ...

class CPU(Device): ...
class CUDA(Device): ...
class MPS(Device): ...
class XPU(Device): ...
class Meta(Device): ...

CPULike: TypeAlias = Literal["cpu", "cpu:0"] | CPU
CUDALike: TypeAlias = (
    Literal["cuda", "cuda:0", "cuda:1", "cuda:2", "cuda:3", "cuda:4", "cuda:5", "cuda:6", "cuda:7"] | CUDA
)
MPSLike: TypeAlias = Literal["mps", "mps:0"] | MPS
XPULike: TypeAlias = Literal["xpu", "xpu:0", "xpu:1", "xpu:2", "xpu:3"] | XPU
MetaLike: TypeAlias = Literal["meta"] | Meta
