"""Checking at run time: ``parse`` from untyped to typed, ``checked`` for functions of one's own."""

from __future__ import annotations

import functools
import os
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import beartype
import jaxtyping
import torch

from typed_torch._hints import pattern_of, spec_of
from typed_torch._tracebacks import hide_frames
from typed_torch.errors import ShapeError, TensorTypeError
from typed_torch.shape import Many, Pattern, Refusal, match
from typed_torch.shape.arguments import wrong_type
from typed_torch.shape.rule import compose, error_of
from typed_torch.shape.sizes import symbols

__all__ = ["checked", "parse"]

_T = TypeVar("_T")
_F = TypeVar("_F", bound=Callable[..., Any])


def parse(value: object, hint: type[_T]) -> _T:
    """Check ``value`` against ``Tensor[S, D, Dev]`` and return it, typed.

    The way from untyped to typed code. Sizes named by a ``TypeVar`` must agree with each other, and inside
    a function checked by jaxtyping with its other arguments.

    >>> from typing import Any, Literal
    >>> from typed_torch import Float32, Tensor
    >>> parse(torch.zeros(4, 6), Tensor[tuple[Literal[4], Any], Float32]).shape
    torch.Size([4, 6])

    Raises:
        ArgumentTypeError: ``value`` is no tensor, or ``hint`` is not made by ``Tensor[...]``.
        ShapeError, DTypeError, DeviceError: ``value`` does not fit ``hint``.
    """
    try:
        pattern = pattern_of(hint)
        if pattern is None:
            raise wrong_type("parse", "hint", "a Tensor[S, D, Dev]", getattr(hint, "__name__", type(hint).__name__))
        if not isinstance(value, torch.Tensor):
            raise wrong_type("parse", "value", "a Tensor", type(value).__name__, value)
        if torch.compiler.is_dynamo_compiling() or isinstance(value, hint):
            return value  # type: ignore[return-value]
        raise _misfit(value, pattern, hint)
    except TensorTypeError as error:
        hide_frames(error)
        raise


def _misfit(value: torch.Tensor, pattern: Pattern, hint: object) -> TensorTypeError:
    spec = spec_of(value)
    free = {symbol for dim in pattern.shape if not isinstance(dim, Many) for symbol in symbols(dim)}
    try:
        match(pattern, spec, argument="value", free=free)
    except Refusal as refusal:
        return error_of(refusal, "parse", {"value": spec})
    headline = f"value does not agree with the sizes of the other arguments in {hint}"
    return ShapeError(compose("parse", headline, {"value": spec}), operation="parse", argument="value")


_CHECKERS = (f"{Path(jaxtyping.__file__).parent}{os.sep}", f"{Path(beartype.__file__).parent}{os.sep}", "<@beartype(")
_MISFITS = (jaxtyping.TypeCheckError, beartype.roar.BeartypeException)


def _forget_causes(error: BaseException) -> None:
    """Cut what the checkers raised on the way to ``error``, which says it again; what was handled before it stays."""
    before = error.__context__
    while isinstance(before, _MISFITS):
        before = before.__context__
    error.__cause__, error.__context__ = None, before
    error.__suppress_context__ = False


def checked(function: _F) -> _F:
    """Check every call of ``function`` against its annotations, with jaxtyping and beartype.

    Under ``torch.compile`` the function runs unchecked, so that the graph stays whole.

    >>> from typing import Literal
    >>> from typed_torch import Tensor
    >>> @checked
    ... def first(x: Tensor[tuple[Literal[4]]]) -> Tensor[tuple[()]]:
    ...     return x[0]
    >>> first(torch.arange(4)).shape
    torch.Size([])

    Raises:
        jaxtyping.TypeCheckError: an argument or the result does not fit its annotation.
    """
    typed = jaxtyping.jaxtyped(function, typechecker=beartype.beartype)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if torch.compiler.is_dynamo_compiling():
            return function(*args, **kwargs)
        try:
            return typed(*args, **kwargs)
        except (jaxtyping.TypeCheckError, TensorTypeError) as error:
            hide_frames(error, *_CHECKERS)
            if isinstance(error.__cause__, _MISFITS):
                _forget_causes(error)
            raise

    return typing.cast("_F", call)
