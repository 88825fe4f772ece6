"""The common case as straight code: conditions over ``x.shape``, ``x.dtype`` and the device of each argument.

The conditions are of names and numbers that are made here; nothing that an annotation says in words is in them. Where
one does not hold, the signature itself says whether the call fits: they may be false of a call that does, never true
of one that does not.
"""

from __future__ import annotations

from typing import Any, Generic

import torch

from typed_torch._checking.call import Bound, Call, Place, device_key
from typed_torch._checking.checks import Anything, Check, Kind, OneOf, OwnClass, Size
from typed_torch._checking.instances import KEY
from typed_torch._checking.signature import RESULT, Signature
from typed_torch._checking.tensors import TensorCheck
from typed_torch.shape import Symbol

__all__ = ["Straight"]

# Without an index, as tensors on the CPU are; `is_cpu` would stay in the graphs of dynamo.
_ON = {"cpu": torch.device("cpu"), "meta": torch.device("meta")}
_DEVICE = device_key("")
_NEVER = "False"


class Straight:
    """The conditions of one signature.

    Attributes:
        arguments: the condition that all arguments fit.
        result: the condition that the result does, where that of the arguments held.
        version: 0, or 1 where more is known; other threads may still run what was made with less.
        namespace: what the names in them stand for, but ``a0``, ``a1``, … and ``result``.
        settled: a tuple of the names that the first condition has found, in the order of ``origins``.
    """

    def __init__(self, signature: Signature) -> None:
        self.namespace: dict[str, Any] = {}
        self.owned: tuple[str, ...] = signature.owned or ()
        self.version = int(signature.owned is not None)
        self.known: dict[str, str] = {}
        self.origins: dict[str, tuple[Place, int | None]] = {}
        self.signature = signature
        self.arguments = self._all_arguments()
        self.settled = f"({''.join(f'{self.known[key]}, ' for key in self.origins)})"
        result = _NEVER if signature.result.wraps else self._condition(signature.result, "result", RESULT)
        self.result = _NEVER if self.arguments == _NEVER or result is None else result

    def names(self, values: tuple[Any, ...]) -> dict[str, Bound]:
        """What the names stand for, given ``settled``."""
        pairs = zip(self.origins.items(), values, strict=True)
        # Straight code compares whole devices, which is quicker than their types.
        return {key: (value.type if key.startswith(_DEVICE) else value, *origin) for (key, origin), value in pairs}

    def _all_arguments(self) -> str:
        if self.signature.wraps:
            return _NEVER
        conditions = self._own_names()
        # An optional argument binds nothing here: what binds comes first.
        numbered = sorted(enumerate(self.signature.checks), key=lambda each: isinstance(each[1][0], OneOf))
        for number, (check, place) in numbered:
            condition = self._condition(check, f"a{number}", place)
            if condition is None:
                return _NEVER
            conditions.append(condition)
        return " and ".join(each for each in conditions if each != "True") or "True"

    def _own_names(self) -> list[str]:
        """That ``self`` is of a plain class, or of a generic one that is known, and has settled its names."""
        signature = self.signature
        if not signature.is_method or not signature.parameters:
            return []
        if signature.owned is None:
            return [f"not isinstance(a0, {self._constant(Generic)})"]
        found = [f"type(a0) in {self._constant(signature.owners)}"]
        if self.owned:
            found.append(f"(own := getattr(a0, {self._constant(KEY)}, None)) is not None")
        for key in self.owned:
            name = self.known[key] = f"n{len(self.known)}"
            found.append(f"({name} := own.get({self._constant(key)})) is not None")
            found.append(f"({name} := {name}[0]) is not None")
        return found

    def _constant(self, value: Any) -> str:
        name = f"k{self.version}_{len(self.namespace)}"
        self.namespace[name] = value
        return name

    def _condition(self, check: Check, value: str, place: Place) -> str | None:
        """That what is called ``value`` passes ``check``; ``None`` where straight code cannot say it."""
        if isinstance(check, Anything):
            return "True"
        if isinstance(check, Kind):
            classes = check.classes[0] if len(check.classes) == 1 else check.classes
            return f"isinstance({value}, {self._constant(classes)})"
        if isinstance(check, TensorCheck):
            return self._tensor(check, value, place)
        if isinstance(check, Size):
            return self._size(check, value, place)
        if isinstance(check, OneOf) and len(check.checks) == 2 and check.names:
            return self._optional(check, value, place)
        if check.names or isinstance(check, OwnClass):
            return None
        return f"{self._constant(check.misfit)}({value}, {self._constant(Call({}))}, ()) is None"

    def _optional(self, check: OneOf, value: str, place: Place) -> str | None:
        nothing, other = check.checks
        if not (isinstance(nothing, Kind) and nothing.text == "None" and other.names <= self.known.keys()):
            return None
        condition = self._condition(other, value, place)
        return None if condition is None else f"({value} is None or {condition})"

    def _size(self, check: Size, value: str, place: Place) -> str | None:
        is_int = f"isinstance({value}, {self._constant(int)})"
        if not check.is_certain and check.text not in self.owned:
            return is_int
        return f"{is_int} and {self._bound(check.text, value, place, None)}"

    def _bound(self, key: str, expression: str, place: Place, index: int | None) -> str:
        """That ``key`` stands for what ``expression`` is, from now on if it stood for nothing."""
        if key in self.known:
            return f"{expression} == {self.known[key]}"
        name = self.known[key] = f"n{len(self.known)}"
        if place != RESULT:
            self.origins[key] = (place, index)
        return f"({name} := {expression}) is not None"

    def _tensor(self, check: TensorCheck, value: str, place: Place) -> str | None:
        computed = check.computed.values()
        named = self.known.keys() | {name for _, name in check.named}
        if not all(each.is_total and named.issuperset(each.names) for each in computed):
            return None
        conditions = [f"isinstance({value}, {self._constant(check.base)})"]
        if check.dtypes is not None:
            (only, *others) = check.dtypes
            # A dtype that a name stands for already was held to the bound of the variable then.
            if check.dtype_key not in self.known:
                one = f"{value}.dtype is {self._constant(only)}"
                conditions.append(f"{value}.dtype in {self._constant(check.dtypes)}" if others else one)
        if check.dtype_key:
            conditions.append(self._bound(check.dtype_key, f"{value}.dtype", place, None))
        conditions.extend(self._shape(check, value, place))
        conditions.extend(self._device(check, value, place))
        return " and ".join(conditions)

    def _device(self, check: TensorCheck, value: str, place: Place) -> list[str]:
        found = []
        if check.devices is not None:
            (only, *others) = check.devices
            is_one = (
                f"{value}.device == {self._constant(_ON[only])}"
                if only in _ON
                else f"{value}.device.type == {self._constant(only)}"
            )
            is_one = f"{value}.is_cuda" if only == "cuda" else is_one
            found.append(f"{value}.device.type in {self._constant(check.devices)}" if others else is_one)
        if check.device_key:
            device = f"{value}.device.type" if check.device_key in self.owned else f"{value}.device"
            found.append(self._bound(check.device_key, device, place, None))
        return found

    def _shape(self, check: TensorCheck, value: str, place: Place) -> list[str]:
        dims = check.dims
        if (
            not check.leaves_open
            and not check.computed
            and all(not isinstance(dim, Symbol) or dim.name in self.known for dim in dims)
        ):
            sizes = "".join(f"{self.known[dim.name] if isinstance(dim, Symbol) else dim}, " for dim in dims)
            return [f"{value}.shape == ({sizes})"]
        if check.is_open and not check.rank and not check.shape_key:
            return []
        shape = f"s{value}"
        found = [f"len({shape} := {value}.shape) {'>=' if check.is_open else '=='} {check.rank}"]
        found += [f"{shape}[{index}] == {size}" for index, size in check.fixed]
        found += [self._bound(name, f"{shape}[{index}]", place, index) for index, name in check.named]
        for index, each in check.computed.items():
            sizes = ", ".join(self.known[name] for name in each.names)
            found.append(f"{shape}[{index}] == {self._constant(each.value)}({sizes})")
        if check.shape_key:
            after = len(dims) - 1 - check.front
            many = f"{shape}[{check.front}:{-after if after else ''}]"
            found.append(self._bound(check.shape_key, many, place, None))
        return found
