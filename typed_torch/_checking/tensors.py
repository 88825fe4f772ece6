"""The check of one tensor against ``Tensor[S, D, Dev]``, or against a hint of jaxtyping's that means the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import torch

from typed_torch._checking.call import Call, Misfit, Place, device_key, dtype_key, shape_key
from typed_torch._checking.checks import Check, is_proxy
from typed_torch._checking.settling import Computed
from typed_torch.shape import Dim, Many, Pattern, Symbol
from typed_torch.shape.sizes import UNKNOWN, Expression

__all__ = ["Described", "TensorCheck"]


@dataclass(frozen=True)
class Described:
    """What is known of a tensor while dynamo traces: enough to say what does not fit."""

    shape: tuple[int, ...]
    dtype: torch.dtype
    device: torch.device
    kind: type


@cache
def _dtypes(names: frozenset[str]) -> frozenset[torch.dtype]:
    return frozenset(getattr(torch, name) for name in names)


class TensorCheck(Check):
    """A tensor of the dimensions, dtype and device that ``pattern`` asks for.

    Attributes:
        base: the torch class that it is an instance of.
        pattern: what is asked for.
        dtype_name: the type variable for its dtype; empty if there is none.
        device_name: the type variable for its device.
        dtypes_text: the dtypes in words; empty for their list.
    """

    is_of_tensors = True

    def __init__(
        self,
        text: str,
        base: type,
        pattern: Pattern,
        dtype_name: str = "",
        device_name: str = "",
        dtypes_text: str = "",
    ) -> None:
        super().__init__(text)
        self.base = base
        self.pattern = pattern
        self.dtypes = None if pattern.dtypes is None else _dtypes(pattern.dtypes)
        self.devices = pattern.devices
        self.dtypes_text = dtypes_text
        self.dtype_name = dtype_name
        self.device_name = device_name
        self.dtype_key = dtype_key(dtype_name) if dtype_name else ""
        self.device_key = device_key(device_name) if device_name else ""
        shape = pattern.shape
        self.front = next((place for place, dim in enumerate(shape) if isinstance(dim, Many)), len(shape))
        self.is_open = self.front < len(shape)
        self.rank = len(shape) - self.is_open
        many = shape[self.front] if self.is_open else None
        self.shape_key = shape_key(many.name) if isinstance(many, Many) and many.name else ""
        # Dimensions after the one that stands for many are counted from the end.
        places = [(place if place < self.front else place - len(shape), dim) for place, dim in enumerate(shape)]
        self.fixed = tuple((place, dim) for place, dim in places if isinstance(dim, int))
        self.named = tuple((place, dim.name) for place, dim in places if isinstance(dim, Symbol))
        self.computed = {place: Computed(dim) for place, dim in places if isinstance(dim, Expression)}
        self.names = frozenset(
            [name for _, name in self.named]
            + [name for computed in self.computed.values() for name in computed.names]
            + [key for key in (self.shape_key, self.dtype_key, self.device_key) if key]
        )

    @property
    def dims(self) -> tuple[Dim | Many, ...]:
        """The dimensions asked for."""
        return self.pattern.shape

    @property
    def leaves_open(self) -> bool:
        """Whether a dimension may be anything."""
        return self.is_open or any(dim is UNKNOWN for dim in self.dims)

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        if not isinstance(value, self.base):
            if is_proxy(value):
                return None
            if not self.is_kind(value):
                return self, value, place
        return None if self._fits(value, call, place) else (self, value, place)

    def is_kind(self, value: Any) -> bool:
        """Whether ``value`` is a tensor of the class asked for."""
        return isinstance(value, self.base) or (isinstance(value, Described) and issubclass(value.kind, self.base))

    def _fits(self, value: Any, call: Call, place: Place) -> bool:
        shape = value.shape
        rank = len(shape)
        if rank < self.rank or (rank != self.rank and not self.is_open):
            return False
        for index, size in self.fixed:
            if shape[index] != size:
                return False
        for index, name in self.named:
            if not _is_bound_to(shape[index], call, name, place, index if index >= 0 else index + rank):
                return False
        if self.shape_key:
            many = tuple(shape[self.front : self.front + rank - self.rank])
            if not _is_bound_to(many, call, self.shape_key, place, None):
                return False
        for index in self.computed:
            call.pending.append((self, value, place, index))
        return self._has_dtype(value, call, place) and self._has_device(value, call, place)

    def _has_dtype(self, value: Any, call: Call, place: Place) -> bool:
        if self.dtypes is not None and value.dtype not in self.dtypes:
            return False
        return not self.dtype_key or _is_bound_to(value.dtype, call, self.dtype_key, place, None)

    def _has_device(self, value: Any, call: Call, place: Place) -> bool:
        if self.devices is not None and value.device.type not in self.devices:
            return False
        return not self.device_key or _is_bound_to(value.device.type, call, self.device_key, place, None)

    @property
    def expected(self) -> str:
        return "a Parameter" if self.base is torch.nn.Parameter else "a Tensor"


def _is_bound_to(found: Any, call: Call, key: str, place: Place, index: int | None) -> bool:
    """Whether ``key`` stands for ``found``, as it does from now on if it stood for nothing."""
    bound = call.names.get(key)
    if bound is None:
        call.names[key] = (found, place, index)
        return True
    return bool(bound[0] == found)
