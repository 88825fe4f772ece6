"""What ``Tensor[S, D, Dev]`` evaluates to: a jaxtyping hint that also checks the device.

Values are plain ``torch.Tensor``s; nothing is ever wrapped.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

import jaxtyping
import torch
import typing_extensions

from typed_torch._computed import ComputedSize, fits
from typed_torch._device import Device
from typed_torch._dtype import DType
from typed_torch._named import Named
from typed_torch.shape import UNKNOWN, UNKNOWN_SHAPE, Dim, Many, Pattern, Shape, Spec, Symbol
from typed_torch.shape.dims import Unknown, show_shape
from typed_torch.shape.sizes import Expression
from typed_torch.shape.spec import device_kind

__all__ = ["StandIn", "hint", "pattern_of", "spec_of"]


def spec_of(tensor: torch.Tensor) -> Spec:
    """What a rule knows of a tensor at run time."""
    return Spec(tuple(tensor.shape), str(tensor.dtype).removeprefix("torch."), str(tensor.device))


class StandIn(type(torch.nn.Parameter)):  # type: ignore[misc]
    """A class whose instances are those of the torch class it stands in for; its subclasses are their own."""

    @property
    def original(cls) -> type | None:
        """The torch class, ``None`` for a subclass."""
        return vars(cls).get("_stands_for")

    def __instancecheck__(cls, instance: object) -> bool:
        original = cls.original
        return type.__instancecheck__(cls, instance) if original is None else isinstance(instance, original)

    def __subclasscheck__(cls, subclass: type) -> bool:
        original = cls.original
        return type.__subclasscheck__(cls, subclass) if original is None else issubclass(subclass, original)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        original = cls.original
        return super().__call__(*args, **kwargs) if original is None else original(*args, **kwargs)


def pattern_of(hint: object) -> Pattern | None:
    """What a hint made by ``Tensor[...]`` asks of a tensor; ``None`` for any other object."""
    if isinstance(hint, StandIn) and hint.original is not None:
        return Pattern()
    return _PATTERNS.get(hint) if isinstance(hint, type) else None


_PATTERNS: dict[type, Pattern] = {}


def hint(base: type, item: Any) -> Any:
    """The hint for ``item``, ``S`` or ``S, D`` or ``S, D, Dev``, over the torch class ``base``.

    Raises:
        TypeError: ``item`` could not be checked at run time.
    """
    items = item if isinstance(item, tuple) else (item,)
    if not 1 <= len(items) <= 3:
        raise TypeError(f"Tensor[S, D, Dev] takes 1 to 3 arguments, got {len(items)}")
    return _hint(base, *(*items, Any, Any)[:3])


@cache
def _hint(base: type, shape: Any, dtype: Any, device: Any) -> Any:
    pattern = Pattern(_shape(shape), _names(dtype, DType, "D"), _names(device, Device, "Dev"))
    computed = pattern.shape if any(isinstance(dim, Expression) for dim in pattern.shape) else None
    made = _family(pattern.dtypes)[_array_type(base, pattern.devices, computed), _dims(pattern.shape)]
    _PATTERNS[made] = pattern
    return made


def _shape(shape: Any) -> Shape:
    if shape is Any:
        return UNKNOWN_SHAPE
    if isinstance(shape, TypeVar | typing_extensions.TypeVar):
        return (Many(shape.__name__),)
    if typing.get_origin(shape) is not tuple:
        raise TypeError(f"Tensor[S, ...]: S must be a tuple type such as tuple[Literal[4], C], got {shape!r}")
    arguments = typing.get_args(shape)
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return (_many(_dim(arguments[0])),)
    dims = tuple(_dim(argument) for argument in arguments)
    if sum(isinstance(dim, Many) for dim in dims) > 1:
        raise TypeError(f"Tensor[S, ...]: S may hold one unpacked *Spatial, got {shape!r}")
    return dims


def _many(dim: Dim | Many) -> Many:
    if dim is not UNKNOWN:
        raise TypeError("Tensor[S, ...]: any number of dimensions is tuple[Any, ...]")
    return Many()


def _dim(dim: Any) -> Dim | Many:
    if dim is Any:
        return UNKNOWN
    if isinstance(dim, ComputedSize):
        return dim.size
    if typing.get_origin(dim) is typing.Literal:
        (size, *others) = typing.get_args(dim)
        if not others and type(size) is int and size >= 0:
            return size
    elif unpacked := _unpacked(dim):
        (inner,) = unpacked
        return Many(inner.__name__) if isinstance(inner, typing_extensions.TypeVarTuple) else _shape(inner)[0]
    elif isinstance(dim, TypeVar | typing_extensions.TypeVar):
        return Symbol(dim.__name__)
    hint = ": an unknown size is Any" if dim is int else ""
    got = getattr(dim, "__name__", dim)
    raise TypeError(f"Tensor[S, ...]: a dimension is a Literal int, a TypeVar, a Dim or Any, got {got}{hint}")


def _unpacked(dim: Any) -> tuple[Any, ...]:
    if isinstance(dim, types.GenericAlias) and getattr(dim, "__unpacked__", False):
        return (typing.get_origin(dim)[typing.get_args(dim)],)  # type: ignore[index]
    return typing.get_args(dim) if typing.get_origin(dim) in {typing.Unpack, typing_extensions.Unpack} else ()


def _names(item: Any, base: type[Named], place: str) -> frozenset[str] | None:
    """The dtypes or devices that ``D`` or ``Dev`` admits; ``None`` for all."""
    if item is Any or item is base:
        return None
    if isinstance(item, TypeVar | typing_extensions.TypeVar):
        constraints = item.__constraints__
        if constraints:
            return frozenset().union(*(_names(c, base, place) or frozenset() for c in constraints))
        return _names(Any if item.__bound__ is None else item.__bound__, base, place)
    if isinstance(item, type) and issubclass(item, base):
        return item.names()
    if typing.get_origin(item) in {typing.Union, types.UnionType}:
        members = [_names(member, base, place) for member in typing.get_args(item)]
        return None if None in members else frozenset().union(*(m for m in members if m is not None))
    raise TypeError(f"Tensor[S, D, Dev]: {place} must be a {base.__name__} class or Any, got {item!r}")


def _dims(shape: Shape) -> str:
    """``shape`` in jaxtyping's notation."""
    return " ".join(
        ("..." if not dim.name else f"*{dim.name}")
        if isinstance(dim, Many)
        else "_"
        if isinstance(dim, (Unknown, Expression))
        else dim.name
        if isinstance(dim, Symbol)
        else str(dim)
        for dim in shape
    )


@cache
def _family(dtypes: frozenset[str] | None) -> Any:
    if dtypes is None:
        return jaxtyping.Shaped
    name = next((c.__name__ for c in _subclasses(DType) if c.names() == dtypes), "Or".join(sorted(dtypes)))
    return type(name, (jaxtyping.AbstractDtype,), {"dtypes": sorted(dtypes)})


def _subclasses(base: type[DType]) -> Iterator[type[DType]]:
    yield base
    for subclass in base.__subclasses__():
        yield from _subclasses(subclass)


class _OnDevice(type):
    """Classes whose instances are the tensors on given devices, of sizes that jaxtyping does not compute."""

    base: Any
    devices: frozenset[str] | None
    computed: Shape | None

    def __instancecheck__(cls, instance: Any) -> bool:
        return (
            isinstance(instance, cls.base)
            and (cls.devices is None or device_kind(str(instance.device)) in cls.devices)
            and (cls.computed is None or fits(cls.computed, instance.shape))
        )


@cache
def _array_type(base: type, devices: frozenset[str] | None, computed: Shape | None) -> type:
    if devices is None and computed is None:
        return base
    place = "" if devices is None else f"On{'Or'.join(sorted(map(str.upper, devices)))}"
    shape = "" if computed is None else f"Of{show_shape(computed)}"
    return _OnDevice(f"{base.__name__}{place}{shape}", (), {"base": base, "devices": devices, "computed": computed})
