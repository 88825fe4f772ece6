"""Devices: the classes that stand in ``Tensor[S, D, Dev]``, named after torch's device types."""

from __future__ import annotations

__all__ = ["CPU", "CUDA", "MPS", "XPU", "Device", "Meta"]


class Device:
    """Any device."""

    @classmethod
    def names(cls) -> frozenset[str]:
        """torch's names of the device types this class admits: ``{"cuda"}`` for ``CUDA``."""
        kinds = cls.__subclasses__()
        return frozenset().union(*(c.names() for c in kinds)) if kinds else frozenset({cls.__name__.lower()})


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
