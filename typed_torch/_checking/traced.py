"""Errors of checks that dynamo traces: made natively, from constants that describe the arguments."""

from __future__ import annotations

import itertools
import operator
import weakref
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import torch

from typed_torch._checking import explaining
from typed_torch._checking.call import ABSENT, Bound, Call, Place
from typed_torch._checking.checks import CHECKS, Check
from typed_torch._checking.explaining import error_for
from typed_torch._checking.layers import PINS
from typed_torch._checking.settling import unsettled
from typed_torch._checking.tensors import Described
from typed_torch._compiling import natively
from typed_torch.errors import ArgumentTypeError

__all__ = ["describe", "describe_names", "made", "number_of", "refuse", "require"]

_SIGNATURES: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
_numbers = itertools.count()


def number_of(signature: Any) -> int:
    """The number by which ``refuse`` knows ``signature``: a constant to dynamo."""
    number = next(_numbers)
    _SIGNATURES[number] = signature
    return number


def describe(value: Any) -> Any:
    """``value`` as a constant of dynamo's."""
    if isinstance(value, torch.Tensor):
        kind = torch.nn.Parameter if isinstance(value, torch.nn.Parameter) else torch.Tensor
        return "tensor", tuple([operator.index(size) for size in value.shape]), value.dtype, value.device, kind
    if value is ABSENT:
        return ("absent",)
    if value is None or isinstance(value, (bool, float, str)):
        return "constant", value
    if isinstance(value, int):
        return "constant", operator.index(value)
    if isinstance(value, dict):
        return "dict", tuple([(describe(key), describe(each)) for key, each in value.items()])
    if isinstance(value, tuple):
        return "tuple", type(value), tuple([describe(each) for each in value])
    if isinstance(value, (list, set, frozenset)):
        return "list", type(value), tuple([describe(each) for each in value])
    if isinstance(value, torch.nn.Module):
        sizes = [(pin, operator.index(getattr(value, pin))) for pin in PINS if hasattr(value, pin)]
        return "layer", type(value), tuple(sizes)
    return "object", type(value)


def describe_names(names: Mapping[str, Bound]) -> Any:
    """``names`` as a constant."""
    return tuple([(key, describe_bound(bound[0]), bound[1], bound[2]) for key, bound in names.items()])


def describe_bound(value: Any) -> Any:
    """What a name stands for, without symbols."""
    if isinstance(value, tuple):
        return tuple([operator.index(size) for size in value])
    return operator.index(value) if isinstance(value, int) else value


def made(described: Any) -> Any:
    """What ``describe`` described, or what stands for it."""
    kind, *rest = described
    if kind == "tensor":
        return Described(*rest)
    if kind == "constant":
        return rest[0]
    if kind == "dict":
        return {made(key): made(each) for key, each in rest[0]}
    if kind in ("tuple", "list"):
        items = [made(each) for each in rest[1]]
        return rest[0](*items) if hasattr(rest[0], "_fields") else rest[0](items)
    if kind == "absent":
        return ABSENT
    try:
        object_made = object.__new__(rest[0])
        if kind == "layer":
            object_made.__dict__.update(rest[1])
        return object_made
    except TypeError:  # an object that only its own class can make
        return _called if issubclass(rest[0], Callable) else object()  # type: ignore[arg-type]


def _called() -> None:
    """In the place of a callable."""


@natively
def refuse(number: int, described: Any, result: Any, names: Any) -> NoReturn:
    """Raise what does not fit in the call of signature ``number``."""
    signature = _SIGNATURES[number]
    values = [made(each) for each in described]
    call = Call({key: (value, place, index) for key, value, place, index in names}, None, signature.operation)
    if result[0] == "absent":
        checks = [(check, place, value) for (check, place), value in zip(signature.checks, values, strict=True)]
    else:
        checks = [(signature.result, ("result",), made(result))]
    for check, place, value in checks:
        misfit = None if value is ABSENT else check.misfit(value, call, place)
        if misfit is not None:
            raise error_for(misfit, call.names, signature.operation)
    misfit = unsettled(call)
    if misfit is not None:
        raise error_for(misfit, call.names, signature.operation)
    message = f"{signature.operation}: an argument or the result does not fit its annotation"
    raise ArgumentTypeError(message, operation=signature.operation)


def require(check: Check, value: Any, call: Call, place: Place) -> None:
    """Refuse ``value`` where it does not fit ``check``, also while dynamo traces."""
    if call.is_off:
        return
    pending = len(call.pending)
    misfit = check.misfit(value, call, place) or unsettled(call, pending)
    if misfit is not None:
        if torch.compiler.is_dynamo_compiling():
            _refuse_later(check.number, describe(value), describe_names(call.names), place, call.operation)
        raise error_for(misfit, call.names, call.operation)


@natively
def _refuse_later(number: int, described: Any, names: Any, place: Place, operation: str) -> NoReturn:
    call = Call(
        {key: (value, origin, index) for key, value, origin, index in names if origin != place}, None, operation
    )
    explaining.require(CHECKS[number], made(described), call, place)
    raise ArgumentTypeError(f"{operation}: a value does not fit its annotation", operation=operation)
