"""What the type parameters of a class stand for in one instance."""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from typing import Any

import typing_extensions

from typed_torch._checking.call import Bound, device_key, dtype_key, shape_key
from typed_torch._checking.reading import dimensions_in
from typed_torch._compiling import natively

__all__ = ["KEY", "keep", "names_of", "shared_keys"]

KEY = "_typed_torch_names"
"""The attribute of an instance that holds them: a dict of plain values, which copies and pickles with it."""

_KEYS: dict[type, tuple[str, ...]] = {}


@natively
def shared_keys(owner: type) -> tuple[str, ...]:
    """The keys of the names that all calls on one instance of ``owner`` share: its type parameters."""
    found = _KEYS.get(owner)
    if found is None:
        names = {parameter.__name__ for base in owner.__mro__ for parameter in getattr(base, "__parameters__", ())}
        sizes = names & _sizes_in(owner) if names else set()
        others = (key(name) for name in sorted(names) for key in (shape_key, dtype_key, device_key))
        found = _KEYS[owner] = (*sorted(sizes), *others)
    return found


def _sizes_in(owner: type) -> set[str]:
    """The names of the sizes of tensors in the methods of ``owner``."""
    found: set[str] = set()
    for base in owner.__mro__:
        for value in vars(base).values():
            function = _function_of(value)
            if function is not None:
                found |= _sizes_of(function)
    return found


def _function_of(value: Any) -> Callable[..., Any] | None:
    value = getattr(value, "__func__", None) or getattr(value, "fget", None) or value
    return value if callable(value) and hasattr(value, "__annotations__") and not isinstance(value, type) else None


def _sizes_of(function: Any) -> frozenset[str]:
    checked = getattr(function, "__typed_torch_signature__", None)
    if checked is not None:
        return frozenset(checked.sizes)
    try:
        hints = typing_extensions.get_type_hints(function, include_extras=True)
    except Exception:  # annotations of a function that nobody asked to check
        return frozenset()
    return frozenset().union(*map(dimensions_in, hints.values()))


def names_of(instance: Any) -> dict[str, Bound]:
    """The names that earlier calls on ``instance`` settled, and those that its class says."""
    held = getattr(instance, "__dict__", {})
    return {**_declared(instance, held), **held.get(KEY, {})}


def keep(instance: Any, names: Mapping[str, Bound], keys: tuple[str, ...], operation: str) -> None:
    """Let later calls on ``instance`` know what ``names`` stand for, those among ``keys``."""
    held = getattr(instance, "__dict__", None)
    if held is None:
        return
    before = held.get(KEY, {})
    new = {key: names[key] for key in keys if key in names and key not in before}
    if new:
        told = {key: (value, (f"{_root(place)} of {operation}",), index) for key, (value, place, index) in new.items()}
        object.__setattr__(instance, KEY, {**before, **told})


def _root(place: tuple[Any, ...]) -> str:
    while len(place) > 1:
        place = place[0]
    return str(place[0])


def _declared(instance: Any, held: Mapping[str, Any]) -> dict[str, Bound]:
    """The sizes of ``Block[Literal[64]](...)``, and of a subclass of ``Block[Literal[64]]``."""
    found: dict[str, Bound] = {}
    written = [held["__orig_class__"]] if "__orig_class__" in held else []
    bases = (base for each in type(instance).__mro__ for base in each.__dict__.get("__orig_bases__", ()))
    for alias in (*written, *bases):
        parameters = getattr(typing.get_origin(alias), "__parameters__", ())
        for parameter, argument in zip(parameters, typing.get_args(alias), strict=False):
            if typing.get_origin(argument) is typing.Literal:
                found.setdefault(parameter.__name__, (typing.get_args(argument)[0], (str(alias),), None))
    return found
