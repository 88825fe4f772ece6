"""What ``Tensor[S, D, Dev]`` evaluates to: a jaxtyping hint that also checks the device.

Values are plain ``torch.Tensor``s; nothing is ever wrapped.
"""

from __future__ import annotations

import copyreg
import types
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

import jaxtyping
import torch
import typing_extensions

from typed_torch._computed import ComputedSize, fits, jaxtyping_name
from typed_torch._device import Device
from typed_torch._dtype import DType
from typed_torch._named import Named
from typed_torch.shape import UNKNOWN, UNKNOWN_SHAPE, Dim, Many, Pattern, Shape, Spec, Symbol
from typed_torch.shape.dims import Unknown, show_shape
from typed_torch.shape.sizes import Expression, symbols
from typed_torch.shape.spec import device_kind

__all__ = ["Hint", "StandIn", "hint", "is_variable", "pattern_of", "spec_of"]


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


class Hint(type(jaxtyping.AbstractArray)):  # type: ignore[misc]
    """The class of what ``Tensor[S, D, Dev]`` evaluates to.

    Attributes:
        base: the torch class whose instances are meant.
        items: ``S``, ``D`` and ``Dev`` as they were given.
        pattern: what they ask of a tensor.
    """

    base: type
    items: tuple[Any, Any, Any]
    pattern: Pattern

    @property
    def __parameters__(cls) -> tuple[Any, ...]:
        """The type variables in the order they come, which subscribing an alias replaces."""
        return tuple(dict.fromkeys(found for item in cls.items for found in _variables(item)))

    def __getitem__(cls, arguments: Any) -> Any:
        """The hint with its type variables replaced: ``Pair[M]`` of ``Pair = Tensor[tuple[N, N]]``."""
        given = arguments if isinstance(arguments, tuple) else (arguments,)
        parameters = cls.__parameters__
        if len(given) != len(parameters):
            raise TypeError(f"{cls.__name__} takes {len(parameters)} type arguments, got {len(given)}")
        values = dict(zip(parameters, given, strict=True))
        return hint(cls.base, tuple(_replaced(item, values) for item in cls.items))

    def __repr__(cls) -> str:
        return str(cls.__name__)


def _reduced(made: Hint) -> tuple[Any, ...]:
    return hint, (made.base, made.items)


copyreg.pickle(Hint, _reduced)


def pattern_of(hint: object) -> Pattern | None:
    """What a hint made by ``Tensor[...]`` asks of a tensor; ``None`` for any other object."""
    if isinstance(hint, StandIn) and hint.original is not None:
        return Pattern()
    return hint.pattern if isinstance(hint, Hint) else None


def hint(base: type, item: Any) -> Any:
    """The hint for ``item``, ``S`` or ``S, D`` or ``S, D, Dev``, over the torch class ``base``.

    Raises:
        TypeError: ``item`` could not be checked at run time.
    """
    items = item if isinstance(item, tuple) else (item,)
    named = _NAMES.get(base, base.__name__)
    if not 1 <= len(items) <= 3:
        raise TypeError(f"{named}[S, D, Dev] takes 1 to 3 arguments, got {len(items)}")
    return _hint(base, *(*items, Any, Any)[:3])


_NAMES: dict[type, str] = {torch.Tensor: "Tensor", torch.nn.Parameter: "Parameter"}


@cache
def _hint(base: type, shape: Any, dtype: Any, device: Any) -> Any:
    if is_dimension(shape):
        given = ", ".join(_shown(item) for item in (shape, dtype, device) if is_dimension(item))
        raise TypeError(f"Tensor[S, D, Dev]: the dimensions go into a tuple, Tensor[tuple[{given}]]")
    pattern = Pattern(_shape(shape), _names(dtype, DType, "D"), _names(device, Device, "Dev"))
    computed = pattern.shape if any(isinstance(dim, Expression) for dim in pattern.shape) else None
    made = _family(pattern.dtypes)[_array_type(base, pattern.devices, computed), _dims(pattern.shape)]
    items = (shape, dtype, device)
    written = items[: 3 if device is not Any else 2 if dtype is not Any else 1]
    name = f"{_NAMES.get(base, base.__name__)}[{', '.join(map(_shown, written))}]"
    # Its module is what unions leave out where they print it, which beartype compares.
    ours = {"base": base, "items": items, "pattern": pattern, "__module__": "builtins"}
    return Hint(name, (jaxtyping.AbstractArray,), {**{key: getattr(made, key) for key in _OF_JAXTYPING}, **ours})


_OF_JAXTYPING = ("dtype", "array_type", "dim_str", "dtypes", "dims", "index_variadic")


def is_variable(item: Any) -> bool:
    """Whether ``item`` is a type variable, old or new."""
    return isinstance(item, TypeVar | typing_extensions.TypeVar)


def is_dimension(item: Any) -> bool:
    """Whether ``item`` is surely meant as a dimension."""
    is_size = is_variable(item) and item.__bound__ is int
    return isinstance(item, int) or is_size or typing.get_origin(item) is typing.Literal


def _shown(item: Any) -> str:
    """``item`` as one writes it."""
    if is_variable(item) or isinstance(item, typing_extensions.TypeVarTuple):
        return str(item.__name__)
    if unpacked := _unpacked(item):
        return f"*{_shown(unpacked[0])}"
    if isinstance(item, types.UnionType) or typing.get_origin(item) is typing.Union:
        return " | ".join(map(_shown, typing.get_args(item)))
    if typing.get_origin(item) is tuple:
        inner = ", ".join("..." if each is Ellipsis else _shown(each) for each in typing.get_args(item))
        return f"tuple[{inner or '()'}]"
    if isinstance(item, type):
        return item.__name__
    return repr(item).removeprefix("typing.")


def _variables(item: Any) -> Iterator[Any]:
    if is_variable(item) or isinstance(item, typing_extensions.TypeVarTuple):
        yield item
    elif isinstance(item, ComputedSize):
        return
    else:
        for inner in _unpacked(item) or typing.get_args(item):
            yield from _variables(inner)


def _replaced(item: Any, values: Mapping[Any, Any]) -> Any:
    if isinstance(item, ComputedSize):
        named = {variable.__name__: value for variable, value in values.items()}
        sizes = {symbol: _dim(named[symbol.name]) for symbol in symbols(item.size) if symbol.name in named}
        return item.replaced({symbol: dim for symbol, dim in sizes.items() if not isinstance(dim, Many)})
    if is_variable(item) or isinstance(item, typing_extensions.TypeVarTuple):
        return values.get(item, item)
    if unpacked := _unpacked(item):
        (inner,) = unpacked
        replaced = _replaced(inner, values)
        return replaced if _unpacked(replaced) else typing_extensions.Unpack[replaced]
    if typing.get_origin(item) is tuple:
        return tuple[tuple(_replaced(each, values) for each in typing.get_args(item))]  # type: ignore[misc]
    if typing.get_origin(item) in {typing.Union, types.UnionType}:
        return typing.Union[tuple(_replaced(each, values) for each in typing.get_args(item))]  # noqa: UP007
    return item


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
    way_out = f": write tt.{_class_of(item)}" if isinstance(item, torch.dtype) and _class_of(item) else ""
    raise TypeError(f"Tensor[S, D, Dev]: {place} must be a {base.__name__} class or Any, got {item!r}{way_out}")


def _class_of(dtype: torch.dtype) -> str:
    """The name of the class that stands for ``dtype``; empty if there is none."""
    name = str(dtype).removeprefix("torch.")
    return next((leaf.__name__ for leaf in DType.leaves() if leaf.names() == {name}), "")


def _dims(shape: Shape) -> str:
    """``shape`` in jaxtyping's notation."""
    return " ".join(
        ("..." if not dim.name else f"*{jaxtyping_name(dim.name)}")
        if isinstance(dim, Many)
        else "_"
        if isinstance(dim, (Unknown, Expression))
        else jaxtyping_name(dim.name)
        if isinstance(dim, Symbol)
        else str(dim)
        for dim in shape
    )


@cache
def _family(dtypes: frozenset[str] | None) -> Any:
    if dtypes is None:
        return jaxtyping.Shaped
    name = next((c.__name__ for c in _subclasses(DType) if c.names() == dtypes), "Or".join(sorted(dtypes)))
    # What pickles classes finds it again under this name, by `__getattr__` below.
    place = {"__module__": __name__, "__qualname__": "_".join(["", "family", *sorted(dtypes)])}
    return type(name, (jaxtyping.AbstractDtype,), {"dtypes": sorted(dtypes), **place})


def __getattr__(name: str) -> Any:
    if name.startswith("_family_"):
        return _family(frozenset(name.split("_")[2:]))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


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
