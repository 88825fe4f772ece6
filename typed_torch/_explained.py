"""Functions of torch that ask their rule why, once torch has refused a call; one that succeeds asks no rule."""

from __future__ import annotations

import functools
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import torch

from typed_torch import _arguments
from typed_torch._tracebacks import hide_frames
from typed_torch.errors import TensorTypeError
from typed_torch.shape import Rule

__all__ = ["explained"]

_F = TypeVar("_F", bound=Callable[..., Any])


def explained(rule: Rule, function: _F) -> _F:
    """``function`` of torch; what it refuses and ``rule`` refuses too raises the error of the rule."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if torch.compiler.is_dynamo_compiling():
            return function(*args, **kwargs)
        try:
            return function(*args, **kwargs)
        except Exception as error:
            designed = _why(rule, args, kwargs, error)
            if designed is None:
                raise
        try:
            raise designed
        except TensorTypeError as error:
            hide_frames(error)
            raise

    return typing.cast("_F", call)


def _why(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any], theirs: Exception) -> TensorTypeError | None:
    """What ``rule`` has to say of a call that torch refused by ``theirs``; ``None`` if it sees nothing wrong."""
    if isinstance(theirs, TensorTypeError):
        return None
    named = rule.named(args, kwargs)
    if not named.keys() >= set(rule.required):
        return None
    try:
        rule(**_arguments.specs_of(named))
    except TensorTypeError as error:
        also: Callable[..., TensorTypeError] = _also((type(error), type(theirs)))
        return also(str(error), operation=error.operation, argument=error.argument)
    except Exception:  # of arguments that no rule foresees; torch's own error tells of them
        return None
    return None


@functools.cache
def _also(kinds: tuple[Any, Any]) -> type[TensorTypeError]:
    """Our kind of error, caught also by code that is written against torch's, an ``IndexError`` for example."""
    kind: type[TensorTypeError]
    kind, theirs = kinds
    if issubclass(kind, theirs):
        return kind

    def __reduce__(self: TensorTypeError) -> tuple[object, ...]:
        return kind, self.args, {"operation": self.operation, "argument": self.argument}

    try:
        return type(kind.__name__, (kind, theirs), {"__module__": kind.__module__, "__reduce__": __reduce__})
    except TypeError:  # the two cannot be one
        return kind
