"""Validation behind every facade of a torch function.

A call is validated once for each combination of shapes, dtypes, devices and options; what passed is
remembered, so the next call with the same combination costs one look-up.
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import torch

from typed_torch import _arguments, _compiling
from typed_torch._tracebacks import hide_frames
from typed_torch._warning import warn
from typed_torch.errors import TensorTypeError, TensorTypeWarning
from typed_torch.shape import RULES, Rule
from typed_torch.shape.rule import listen

__all__ = ["facade", "is_traced", "remember", "validate"]

_T = TypeVar("_T")
_F = TypeVar("_F", bound=Callable[..., Any])

_MOST_REMEMBERED = 4096


def validate(rule: Rule, **arguments: Any) -> None:
    """Apply ``rule`` to run-time arguments; raise what it raises, or an ``ArgumentTypeError``."""
    if torch.compiler.is_dynamo_compiling():
        _compiling.validate(rule, arguments)
    else:
        _arguments.apply(rule, arguments)


def remember(known: dict[Hashable, _T], key: Hashable, value: _T) -> None:
    """Keep ``value`` for the next call of the same kind."""
    if len(known) >= _MOST_REMEMBERED:
        known.clear()
    known[key] = value


def is_traced(*values: object) -> bool:
    """Whether one of ``values`` only stands in for a tensor, as ``torch.fx``'s proxies do; it has no shape to check."""
    return any(not isinstance(value, torch.Tensor) and hasattr(value, "__torch_function__") for value in values)


def facade(rule: Rule, function: _F) -> _F:
    """``function`` of torch, validated by ``rule`` before every call that is new to it.

    Arguments of ``function`` that the rule does not name, such as ``out``, pass through.
    """
    known: dict[Hashable, bool] = {}
    names = tuple(rule.signature.parameters)

    @functools.wraps(function)
    def validated(*args: Any, **kwargs: Any) -> Any:
        key: Hashable = None
        if not torch.compiler.is_dynamo_compiling():
            key = (*map(_key, args), *((name, _key(value)) for name, value in kwargs.items()))
            try:
                seen = key in known
            except TypeError:  # symbolic sizes
                key, seen = None, False
            if seen:
                return function(*args, **kwargs)
        named = {**dict(zip(names, args, strict=False)), **kwargs}
        ruled = {name: named[name] for name in names if name in named}
        # Where an argument is missing, torch itself says which.
        if ruled.keys() >= set(rule.required) and not is_traced(*ruled.values()):
            try:
                validate(rule, **ruled)
            except TensorTypeError as error:
                hide_frames(error)
                raise
            if key is not None:
                remember(known, key, True)
        return function(*args, **kwargs)

    return typing.cast("_F", validated)


def _key(value: Any) -> Hashable:
    if isinstance(value, torch.Tensor):
        return value.shape, value.dtype, value.device
    if isinstance(value, (list, tuple)):
        return tuple(map(_key, value))
    return value.__class__, value


_warned: set[str] = set()


def _warn_once(operation: str, message: str) -> None:
    """Turn a rule's advice into one warning a process, at the line of the caller."""
    if operation in _warned or torch.compiler.is_dynamo_compiling():
        return
    _warned.add(operation)
    warn(f"{operation}: {message}", TensorTypeWarning)


listen(_warn_once)
_compiling.register(rule for rule in RULES.values() if rule.validates)
