"""torch's layers whose sizes can be written: ``Conv2d[Literal[3], Literal[64]]`` at run time.

What is made is torch's own layer; the class that is subscribed only stands in for torch's, and is equal to it.
"""

from __future__ import annotations

import copyreg
import inspect
import operator
import types
import typing
from abc import ABCMeta
from functools import cache
from typing import Any, Generic, Literal, TypeVar

import torch

from typed_torch._computed import ComputedSize
from typed_torch._tracebacks import hide_frames
from typed_torch.errors import ShapeError
from typed_torch.shape.rule import compose

__all__ = ["Sized", "sized"]


# What was there before an attribute was set on a class that stands in for torch's.
_REPLACED: dict[tuple[type, str], Any] = {}


class Sized(ABCMeta):
    """The type of a class that stands in for a layer of torch's; its subclasses are classes of their own."""

    _layer: type[torch.nn.Module]
    _pins: tuple[str, ...]
    _sizes: tuple[Any, ...]

    @property
    def original(cls) -> type[torch.nn.Module] | None:
        """torch's class, ``None`` for a subclass."""
        return cls._layer if "_layer" in vars(cls) else None

    @property
    def equal(cls) -> type:
        """torch's class where none of its sizes is written, else this one."""
        return cls._layer if "_layer" in vars(cls) and not cls._sizes else cls

    @property
    def pinned(cls) -> dict[str, Any]:
        """The sizes as they are written, by the attributes that they are of."""
        return dict(zip(cls._pins, cls._sizes, strict=False)) if "_layer" in vars(cls) else {}

    def misfit(cls, made: torch.nn.Module) -> str | None:
        """The name of the size of ``made`` that is another than is written."""
        sizes = zip(cls._pins, map(_constant, cls._sizes), strict=False)
        return next((pin for pin, size in sizes if size is not None and getattr(made, pin) != size), None)

    def __instancecheck__(cls, instance: object) -> bool:
        if cls.original is None:
            return super().__instancecheck__(instance)
        return isinstance(instance, cls.original) and cls.misfit(instance) is None

    def __subclasscheck__(cls, subclass: type) -> bool:
        return super().__subclasscheck__(subclass) if cls.equal is cls else issubclass(subclass, cls.equal)

    def __eq__(cls, other: object) -> bool:
        return cls is other or cls.equal is other

    def __hash__(cls) -> int:
        return type.__hash__(cls.equal)

    def __setattr__(cls, name: str, value: Any) -> None:
        # `Linear.reset_parameters = skip` is meant for every layer that is made.
        if cls.equal is cls or name.startswith(("__", "_abc")):
            type.__setattr__(cls, name, value)
        else:
            _REPLACED.setdefault((cls, name), getattr(cls.equal, name))
            setattr(cls.equal, name, value)

    def __delattr__(cls, name: str) -> None:
        """Set what was there before ``name`` was set, as patches do when they end."""
        if (cls, name) in _REPLACED:
            setattr(cls.equal, name, _REPLACED.pop((cls, name)))
        else:
            type.__delattr__(cls, name)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls.original is None:
            return super().__call__(*args, **kwargs)
        made = cls.original(*args, **kwargs)
        pin = cls.misfit(made)
        if pin is not None:
            name, size = cls.original.__name__, _constant(cls._sizes[cls._pins.index(pin)])
            headline = f"{pin} must be {size} as in its type, got {getattr(made, pin)}"
            error = ShapeError(compose(name, headline, {}), operation=name, argument=pin)
            hide_frames(error)
            raise error
        return made


@cache
def sized(layer: Any, pins: tuple[str, ...]) -> Sized:
    """What stands in for ``layer`` and takes its sizes in brackets, called ``pins`` as its arguments are."""

    def of_sizes(cls: type, item: Any) -> Any:
        if cls is not made:
            raise TypeError(f"{cls.__name__} takes no sizes in brackets: derive it from {layer.__name__}[...] too")
        items = item if isinstance(item, tuple) else (item,)
        if len(items) != len(pins):
            raise TypeError(f"{layer.__name__}[{', '.join(pins)}] takes {len(pins)} sizes, got {len(items)}")
        for pin, each in zip(pins, items, strict=True):
            if each is not Any and _constant(each) is None and not isinstance(each, (TypeVar, ComputedSize)):
                raise TypeError(
                    f"{pin} of {layer.__name__}[{', '.join(pins)}] must be a size such as Literal[64], "
                    f"a type variable, a Dim[...] or Any, got {each!r}"
                )
        of_items: Any = _class(layer, pins, items)
        variables = getattr(of_items, "__parameters__", ())
        return of_items[variables] if variables else of_items

    made = _class(layer, pins, ())
    type.__setattr__(made, "__class_getitem__", classmethod(of_sizes))
    return made


@cache
def _class(layer: Any, pins: tuple[str, ...], sizes: tuple[Any, ...]) -> Sized:
    variables: Any = tuple(dict.fromkeys(size for size in sizes if isinstance(size, TypeVar)))
    bases = (layer, Generic.__class_getitem__(variables)) if variables else (layer,)
    shown = ", ".join(
        size.__name__ if isinstance(size, TypeVar) else str(size).removeprefix("typing.") for size in sizes
    )
    body = {
        "_layer": layer,
        "_pins": pins,
        "_sizes": sizes,
        "__doc__": layer.__doc__,
        "__module__": "typed_torch.nn",
        "__signature__": inspect.signature(layer),
    }
    name = f"{layer.__name__}[{shown}]" if sizes else layer.__name__
    made = types.new_class(name, bases, {"metaclass": Sized}, lambda namespace: namespace.update(body))
    return typing.cast("Sized", made)


def _constant(item: object) -> int | None:
    """The int that ``Literal[64]`` stands for; ``None`` for anything else."""
    written = typing.get_args(item) if typing.get_origin(item) is Literal else ()
    return written[0] if len(written) == 1 and type(written[0]) is int else None


def _reduced(cls: Sized) -> str | tuple[Any, ...]:
    """How a class with its sizes is pickled: as what is subscribed, and its sizes."""
    layer: Any = cls.original
    is_by_name = layer is None or not cls._sizes
    return cls.__qualname__ if is_by_name else (operator.getitem, (sized(layer, cls._pins), cls._sizes))


copyreg.pickle(Sized, _reduced)
