"""Classes that stand for names of torch: a leaf for one, a class above leaves for all of theirs."""

from __future__ import annotations

__all__ = ["Named"]


class Named:
    """Base of the dtype and device classes."""

    @classmethod
    def names(cls) -> frozenset[str]:
        """torch's names of what this class admits: ``{"float32"}`` for ``Float32``, ``{"cuda"}`` for ``CUDA``."""
        leaves = cls.__subclasses__()
        return frozenset().union(*(leaf.names() for leaf in leaves)) if leaves else frozenset({cls.__name__.lower()})
