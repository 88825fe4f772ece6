"""Names of jaxtyping's that code means to be a number: ``nn.Linear(784, 10)`` of ``"batch features"`` is no mistake.

A name says what a size is for, not that it may be any. So one that a line needs to be a number is that number from
there on, and no other. What stands beside the number in one tensor, as in ``"n 3"``, is meant to be another size.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from mypy.checker import TypeChecker
from mypy.nodes import Context

from typed_torch.errors import TensorTypeError
from typed_torch.mypy_plugin.convert import signature_specs
from typed_torch.mypy_plugin.jaxtyping.imports import uses_jaxtyping
from typed_torch.mypy_plugin.met import as_met, keep_met
from typed_torch.mypy_plugin.specs import dims_in, has_both, put_in
from typed_torch.shape import Dim
from typed_torch.shape.sizes import Named, symbols

__all__ = ["by_numbers_meant"]

_Result = TypeVar("_Result")
_OF_RULES = (3,)
"""What operations ask for by themselves, such as the cross product."""


def by_numbers_meant(
    api: TypeChecker, at: Context, rule: Callable[[Any], _Result], value: Any, numbers: Sequence[int] = _OF_RULES
) -> _Result | None:
    """What ``rule`` makes of ``value``, which it refuses, where a name is a number; ``None`` where none can be.

    It is one that stands in ``value``, or one of ``numbers``.
    """
    if not uses_jaxtyping(api.tree):
        return None
    if _taken(rule, value) is not None:  # and what a name has met by now refuses it
        return None
    known = as_met(api, at, value, Named)
    if known is not value and (found := _taken(rule, known)) is not None:
        return found
    pairs = [
        (name, number, _taken(rule, put_in({name: number}, known))) for name, number in _pairs(api, known, numbers)
    ]
    fitting = [(name, number, result) for name, number, result in pairs if result is not None]
    if len(fitting) == 1:
        name, number, _ = fitting[0]
        keep_met(api, at, name, number)
    return fitting[0][2] if fitting else None


def _taken(rule: Callable[[Any], _Result], value: Any) -> _Result | None:
    """What ``rule`` makes of ``value``; ``None`` where it refuses it."""
    try:
        return rule(value)
    except TensorTypeError:
        return None


def _pairs(api: TypeChecker, value: Any, more: Sequence[int]) -> Iterator[tuple[Named, int]]:
    """The names in ``value``, each with the numbers that it may be."""
    dims: list[Dim] = [*dims_in(value)]
    names = dict.fromkeys(each for dim in dims for each in symbols(dim) if isinstance(each, Named))
    written = [dim for dim in dims if isinstance(dim, int) and dim > 1]
    sums = map(sum, itertools.combinations_with_replacement(dict.fromkeys(written), 2))  # of parts of what is named
    numbers = dict.fromkeys([*written, *more, *sums])
    specs = signature_specs(api) if names else ()
    for name in names:
        for number in numbers:
            if not has_both((value, specs), name, number) and not _vanishes(dims, name, number):
                yield name, number


def _vanishes(dims: Iterable[Dim], name: Named, number: int) -> bool:
    """Whether one of ``dims``, computed with ``name``, would be no more than 1, which stretches to any size."""
    computed = (put_in({name: number}, dim) for dim in dims if dim != name and name in symbols(dim))
    return any(isinstance(dim, int) and dim <= 1 for dim in computed)
