"""What one call has settled so far: the sizes, dtypes and devices that its names stand for."""

from __future__ import annotations

from typing import Any, TypeAlias

__all__ = ["ABSENT", "Bound", "Call", "Misfit", "Place", "device_key", "dtype_key", "place_text", "shape_key"]

# Where a value stands: ``("x",)``, ``(place, 0)`` for an item, ``(place, "mean", None)`` for an attribute. It is put
# into words only where something does not fit.
Place: TypeAlias = tuple[Any, ...]
# What a name stands for, where that was seen, and in which dimension of it.
Bound: TypeAlias = tuple[Any, Place, int | None]
# What does not fit, the check that says so, and where it stands.
Misfit: TypeAlias = tuple[Any, Any, Place]


class _Absent:
    def __reduce__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()
"""In the place of an argument that there is none of: a default that a dataclass makes later."""


class Call:
    """The names of one call.

    Sizes are kept under their own names; other kinds of names have keys of their own, below.

    Attributes:
        operation: the function that is called.
        names: what each stands for.
        pending: computed sizes, to be compared when all arguments have been read.
        own: the class of ``self``, for ``Self``.
        shared: the keys of the names that ``self`` keeps for later calls.
        is_off: whether nothing is to be checked.
    """

    def __init__(self, names: dict[str, Bound], own: Any = None, operation: str = "") -> None:
        self.operation = operation
        self.names = names
        self.pending: list[tuple[Any, Any, Place, int]] = []
        self.own = own
        self.shared: tuple[str, ...] = ()
        self.is_off = False


def shape_key(name: str) -> str:
    """The key of ``*Sp`` and of a type variable for whole shapes."""
    return f"*{name}"


def dtype_key(name: str) -> str:
    """The key of a type variable for dtypes."""
    return f"dtype {name}"


def device_key(name: str) -> str:
    """The key of a type variable for devices."""
    return f"device {name}"


def place_text(place: Place) -> str:
    """``place`` in words: ``x``, ``xs[0]``, ``config['mean']``, ``batch.images``."""
    if len(place) == 1:
        return str(place[0])
    inner, step, *is_attribute = place
    return f"{place_text(inner)}.{step}" if is_attribute else f"{place_text(inner)}[{step!r}]"
