"""The sizes in what rules are given and return: in tensors, in numbers, and in all that holds some."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from typed_torch.shape import UNKNOWN, Dim, Many, Size, Spec, Symbol
from typed_torch.shape.sizes import Chosen, substitute, symbols

__all__ = ["dims_in", "each_part", "filled", "has_both", "numbers_in", "put_in", "with_dims"]


def put_in(sizes: Mapping[Symbol, Dim], value: Any) -> Any:
    """``value`` with ``sizes`` in the place of symbols, wherever it has sizes."""

    def put(dim: Dim) -> Dim:
        try:
            return substitute(dim, sizes)
        except ZeroDivisionError:
            return UNKNOWN

    return with_dims(value, put)


def filled(value: Any, other: Any) -> Any:
    """``value``, what a rule returns, with the sizes that are known in ``other`` alone."""
    if isinstance(value, Spec) and isinstance(other, Spec) and len(value.shape) == len(other.shape):
        pairs = zip(value.shape, other.shape, strict=True)
        return value.with_shape(tuple(its if mine is UNKNOWN else mine for mine, its in pairs))
    if type(value) in {list, tuple} and type(other) is type(value) and len(value) == len(other):
        return type(value)(filled(mine, its) for mine, its in zip(value, other, strict=True))
    return value


def with_dims(value: Any, change: Callable[[Dim], Dim]) -> Any:
    """``value`` with every size in it changed."""

    def changed(part: Any) -> Any:
        if isinstance(part, Spec):
            return part.with_shape(tuple(dim if isinstance(dim, Many) else change(dim) for dim in part.shape))
        return change(part) if isinstance(part, Size) else part

    return each_part(value, changed)


def each_part(value: Any, change: Callable[[Any], Any]) -> Any:
    """``value`` with all that its mappings, lists and tuples hold changed."""
    if isinstance(value, Mapping):
        return {name: each_part(part, change) for name, part in value.items()}
    if type(value) in {list, tuple}:
        return type(value)(each_part(part, change) for part in value)
    return change(value)


def numbers_in(value: Any) -> set[Chosen]:
    """The numbers that no type names, wherever ``value`` has sizes."""
    return {symbol for dim in dims_in(value) for symbol in symbols(dim) if isinstance(symbol, Chosen)}


def has_both(value: Any, one: Dim, other: Dim) -> bool:
    """Whether a tensor in ``value`` has a dimension of ``one`` and another one of ``other``, as if they were two."""
    if isinstance(value, Spec):
        return one in value.shape and other in value.shape
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    return any(has_both(part, one, other) for part in parts)


def dims_in(value: Any) -> Iterator[Dim]:
    """The sizes in ``value``, and the numbers that may be some."""
    if isinstance(value, Spec):
        yield from (dim for dim in value.shape if isinstance(dim, (int, Size)))
    elif isinstance(value, Size) or type(value) is int:
        yield value
    elif isinstance(value, Mapping):
        yield from (dim for each in value.values() for dim in dims_in(each))
    elif isinstance(value, (list, tuple)):
        yield from (dim for each in value if not isinstance(each, Many) for dim in dims_in(each))
