"""``parse``: from untyped to typed."""

from __future__ import annotations

import sys
import types
import typing
from functools import cache
from typing import Any, NoReturn, TypeVar

import torch

from typed_torch._checking import traced
from typed_torch._checking.call import Bound, Call
from typed_torch._checking.checks import Check
from typed_torch._checking.explaining import error_for, require
from typed_torch._checking.reading import Reader, Unreadable, holds_tensors
from typed_torch._checking.settling import unsettled
from typed_torch._checking.showing import show
from typed_torch._checking.signature import Signature
from typed_torch._compiling import natively
from typed_torch._tracebacks import hide_frames
from typed_torch.errors import ArgumentTypeError, TensorTypeError
from typed_torch.shape.arguments import wrong_type

__all__ = ["parse"]

_T = TypeVar("_T")
_PLACE = ("value",)


def parse(value: object, hint: type[_T]) -> _T:
    """Check ``value`` against ``Tensor[S, D, Dev]`` and return it, typed.

    The way from untyped to typed code. Sizes named by a ``TypeVar`` must agree with each other, and inside
    a function under ``checked`` with its arguments. A container, ``list[Tensor[...]]``, is checked item by item.

    >>> import torch
    >>> from typing import Any, Literal
    >>> from typed_torch import Float32, Tensor
    >>> parse(torch.zeros(4, 6), Tensor[tuple[Literal[4], Any], Float32]).shape
    torch.Size([4, 6])

    Raises:
        ArgumentTypeError: ``value`` is no tensor, or ``hint`` holds none of ``Tensor[...]``.
        ShapeError, DTypeError, DeviceError: ``value`` does not fit ``hint``.
    """
    try:
        _require(value, hint)
    except TensorTypeError as error:
        hide_frames(error)
        raise
    return value  # type: ignore[return-value]


def _require(value: object, hint: Any) -> None:
    if torch.compiler.is_dynamo_compiling():
        # By an attribute of its own, so that reading other hints compiles nothing again.
        check: Check = getattr(_read_already, _place_of(hint))
        names: dict[str, Bound] = {}
    else:
        check = _read(hint)
        names = _names_around(sys._getframe(2)) if check.names else {}
    call = Call(names, None, "parse")
    misfit = check.misfit(value, call, _PLACE) or unsettled(call)
    if misfit is not None:
        if torch.compiler.is_dynamo_compiling():
            _refuse_traced(hint, traced.describe(value))
        raise error_for(misfit, names, "parse")


@natively
def _refuse_traced(hint: Any, described: Any) -> NoReturn:
    """Raise why a value does not fit ``hint`` in a call of ``parse``."""
    check = Reader(frozenset()).check(hint)
    call = Call({}, None, "parse")
    require(check, traced.made(described), call, ("value",))
    raise ArgumentTypeError("parse: value does not fit its hint", operation="parse", argument="value")


_read_already = types.SimpleNamespace()


@natively
def _place_of(hint: Any) -> str:
    """The attribute of ``_read_already`` that holds the check of ``hint``."""
    check = _read(hint)
    place = f"check{id(check)}"
    setattr(_read_already, place, check)
    return place


def _read(hint: Any) -> Check:
    try:
        hash(hint)
    except TypeError:  # what has no hash is no annotation
        raise wrong_type("parse", "hint", "a Tensor[S, D, Dev]", type(hint).__name__) from None
    return _read_hashable(hint)


@cache
def _read_hashable(hint: Any) -> Check:
    if hint is torch.Tensor:
        raise wrong_type("parse", "hint", "a typed_torch.Tensor[S, D, Dev]", "torch.Tensor, of which nothing is known")
    try:
        if holds_tensors(hint):
            return Reader(frozenset()).check(hint)
    except Unreadable as error:
        raise wrong_type("parse", "hint", "a Tensor[S, D, Dev]", str(error)) from None
    is_annotation = isinstance(hint, type) or typing.get_origin(hint) is not None
    raise wrong_type("parse", "hint", "a Tensor[S, D, Dev]", show(hint) if is_annotation else type(hint).__name__)


def _names_around(frame: types.FrameType) -> dict[str, Bound]:
    """What the names of the checked function stand for in whose body ``frame`` is."""
    qualname = frame.f_code.co_qualname
    inner, caller = frame, frame.f_back
    while caller is not None and _is_in(qualname, inner):
        signature = caller.f_globals.get("signature") if "values" in caller.f_locals else None
        if isinstance(signature, Signature):
            return _names_in(caller, signature)
        inner, caller = caller, caller.f_back
    return {}


def _is_in(qualname: str, frame: types.FrameType) -> bool:
    """Whether ``qualname`` is of the function that ``frame`` runs, or of one in it, a comprehension for example."""
    around = frame.f_code.co_qualname
    return qualname == around or qualname.startswith(f"{around}.<locals>.")


def _names_in(frame: types.FrameType, signature: Signature) -> dict[str, Bound]:
    state = frame.f_locals.get("state")
    if state is not None:
        return dict(state.names)
    try:
        return dict(signature.enter(frame.f_locals["values"]).names)
    except TensorTypeError:  # an argument was changed in place since
        return {}
