"""The type parameters of a class: which names all calls on one instance share, and keeping what they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import typing_extensions

from typed_torch._checking.call import Bound, device_key, dtype_key, shape_key
from typed_torch._checking.instances import KEY
from typed_torch._checking.reading import dimensions_in
from typed_torch._compiling import natively

__all__ = ["keep", "shared_keys"]

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
