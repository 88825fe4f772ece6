"""Devices: the classes that stand in ``Tensor[S, D, Dev]``, named after torch's device types."""

from __future__ import annotations

from typed_torch._named import Named

__all__ = ["CPU", "CUDA", "MPS", "XPU", "Device", "Meta"]


class Device(Named):
    """Any device."""


class CPU(Device):
    """``torch.device("cpu")``."""


class CUDA(Device):
    """Any ``torch.device("cuda")``, with or without an index."""


class MPS(Device):
    """``torch.device("mps")``."""


class XPU(Device):
    """Any ``torch.device("xpu")``."""


class Meta(Device):
    """``torch.device("meta")``: a shape and a dtype without data."""
