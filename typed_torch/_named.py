"""Classes that stand for names of torch: a leaf for one, a class above leaves for all of theirs."""

from __future__ import annotations

__all__ = ["Named"]


class Named:
    """Base of the dtype and device classes."""

    @classmethod
    def names(cls) -> frozenset[str]:
        """torch's names of what this class admits: ``{"float32"}`` for ``Float32``, ``{"cuda"}`` for ``CUDA``."""
        return frozenset(leaf.__name__.lower() for leaf in cls.leaves())

    @classmethod
    def leaves(cls) -> tuple[type[Named], ...]:
        """The classes under this one that stand for one name each; itself if it does."""
        subclasses = cls.__subclasses__()
        return tuple(leaf for subclass in subclasses for leaf in subclass.leaves()) if subclasses else (cls,)
