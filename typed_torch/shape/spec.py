"""What a rule knows of a tensor: its shape, dtype and device, each as far as it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from typed_torch.shape.dims import UNKNOWN, UNKNOWN_SHAPE, Dim, Many, Shape, Unknown, show_shape

__all__ = [
    "FLOATING",
    "HALF_PRECISION",
    "Data",
    "DeviceVariable",
    "Index",
    "Name",
    "Number",
    "Operand",
    "Operands",
    "Several",
    "Sizes",
    "Spec",
    "device_kind",
    "devices_match",
]

HALF_PRECISION = frozenset({"float16", "bfloat16"})
FLOATING = HALF_PRECISION | {"float32", "float64"}


@dataclass(frozen=True, slots=True)
class Spec:
    """A tensor as a rule sees it.

    Attributes:
        shape: its dimensions; a bare ``Spec()`` has any number of them.
        dtype: torch's name for the element type, such as ``"float32"``; ``None`` if unknown.
        device: ``"cpu"``, ``"cuda"``, ``"cuda:1"`` or a ``DeviceVariable``; ``None`` if unknown.
    """

    shape: Shape = UNKNOWN_SHAPE
    dtype: str | None = None
    device: str | None = None

    def dim(self, index: int) -> Dim:
        """Dimension ``index``, counted from the end if negative; ``UNKNOWN`` where it cannot be told."""
        shape, step = (self.shape, 1) if index >= 0 else (self.shape[::-1], -1)
        position = index if step == 1 else -1 - index
        before = shape[: position + 1]
        if len(before) <= position or any(isinstance(dim, Many) for dim in before):
            return UNKNOWN
        return before[position]  # type: ignore[return-value]

    def with_shape(self, shape: Shape) -> Spec:
        """The same dtype and device in another shape."""
        return replace(self, shape=shape)

    def __str__(self) -> str:
        facts = [fact for fact in (self.dtype, self.device) if fact is not None]
        return " ".join([*facts, show_shape(self.shape)])


@dataclass(frozen=True, slots=True)
class Several:
    """Any number of tensors, of which each is as ``each`` says."""

    each: Spec


# What parameters of rules take beside tensors and sizes.
Sizes: TypeAlias = Sequence[Dim]
Number: TypeAlias = bool | int | float | complex
Operand: TypeAlias = Spec | Number
Name: TypeAlias = str | Unknown | None
Operands: TypeAlias = Sequence[Spec]


class Data(tuple[Any, ...]):
    """Nested lists of numbers, for rules a ``Spec`` without a device."""


class Index(tuple[Any, ...]):
    """What stands in brackets after a tensor: ints, slices, ``None``, ``...`` and tensors."""


class DeviceVariable(str):
    """The name of a type variable for devices: any one of them, which is no other one.

    Attributes:
        scope: the type variable.
    """

    scope: object

    def __new__(cls, name: str, scope: object = None) -> DeviceVariable:
        found = super().__new__(cls, name)
        found.scope = scope
        return found


def device_kind(device: str) -> str:
    """``"cuda"`` for ``"cuda:1"``."""
    return device.partition(":")[0]


def devices_match(a: str, b: str) -> bool:
    """Whether two devices may be one: ``cuda`` without an index is any one of them."""
    return a == b or (device_kind(a) == device_kind(b) and (":" not in a or ":" not in b))
