"""Run-time checking: the validation behind every facade, ``parse`` and ``checked``.

A call is validated once for each combination of shapes, dtypes, devices and options; what passed is
remembered, so the next call with the same combination costs one look-up.
"""

from __future__ import annotations

import functools
import numbers
import sys
import typing
import warnings
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import torch
from beartype import beartype
from beartype.door import is_bearable
from jaxtyping import jaxtyped

from typed_torch._tensor import pattern_of, spec_of
from typed_torch.errors import ShapeError, TensorTypeError, TensorTypeWarning
from typed_torch.shape import Pattern, Refusal, Rule, Spec, Symbol, match
from typed_torch.shape.arguments import kinds_of, wrong_type
from typed_torch.shape.dims import Dim
from typed_torch.shape.rule import compose, error_of, listen

__all__ = ["checked", "facade", "is_traced", "parse", "remember", "validate"]

_T = TypeVar("_T")
_F = TypeVar("_F", bound=Callable[..., Any])

_MOST_REMEMBERED = 4096

_HINTS: Mapping[Any, Any] = {
    Spec: torch.Tensor,
    Sequence[Spec]: Sequence[torch.Tensor],
    Dim: numbers.Integral | torch.SymInt,
    float: numbers.Real | torch.SymFloat,
    str: str,
}


def validate(rule: Rule, **arguments: Any) -> None:
    """Apply ``rule`` to run-time arguments; raise what it raises, or an ``ArgumentTypeError``."""
    if not torch.compiler.is_dynamo_compiling():
        kinds = kinds_of(rule)
        for name, value in arguments.items():
            kind = kinds[name]
            if not (value is None and kind.optional) and not is_bearable(value, _HINTS[kind.of]):
                raise wrong_type(rule.name, name, kind.name, type(value).__name__, value)
    rule(**{name: _abstract(value) for name, value in arguments.items()})


def _abstract(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return spec_of(value)
    if isinstance(value, (list, tuple)):
        return [_abstract(item) for item in value]
    return value


def remember(known: dict[Hashable, _T], key: Hashable, value: _T) -> None:
    """Keep ``value`` for the next call of the same kind; a ``key`` of ``None`` is of no kind."""
    if key is not None:
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
            try:
                key = (*map(_key, args), *((name, _key(value)) for name, value in kwargs.items()))
                if key in known:
                    return function(*args, **kwargs)
            except TypeError:
                key = None
        named = {**dict(zip(names, args, strict=False)), **kwargs}
        ruled = {name: named[name] for name in names if name in named}
        if _complete(rule, ruled) and not is_traced(*ruled.values()):
            validate(rule, **ruled)
            remember(known, key, True)
        return function(*args, **kwargs)

    return typing.cast("_F", validated)


def _complete(rule: Rule, arguments: Mapping[str, Any]) -> bool:
    """Whether ``rule`` can speak; if not, torch itself says which argument is missing."""
    return all(
        name in arguments or parameter.default is not parameter.empty
        for name, parameter in rule.signature.parameters.items()
    )


def _key(value: Any) -> Hashable:
    if isinstance(value, torch.Tensor):
        return value.shape, value.dtype, value.device
    if isinstance(value, (list, tuple)):
        return tuple(map(_key, value))
    return value.__class__, value


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
    pattern = pattern_of(hint)
    if pattern is None:
        raise wrong_type("parse", "hint", "a Tensor[S, D, Dev]", getattr(hint, "__name__", type(hint).__name__))
    if not isinstance(value, torch.Tensor):
        raise wrong_type("parse", "value", "a Tensor", type(value).__name__, value)
    if torch.compiler.is_dynamo_compiling() or isinstance(value, hint):
        return value  # type: ignore[return-value]
    raise _misfit(value, pattern, hint)


def _misfit(value: torch.Tensor, pattern: Pattern, hint: object) -> TensorTypeError:
    spec = spec_of(value)
    symbols = {dim for dim in pattern.shape if isinstance(dim, Symbol)}
    try:
        match(pattern, spec, argument="value", free=symbols)
    except Refusal as refusal:
        return error_of(refusal, "parse", {"value": spec})
    headline = f"value does not agree with the sizes of the other arguments in {hint}"
    return ShapeError(compose("parse", headline, {"value": spec}), operation="parse", argument="value")


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
    typed = jaxtyped(function, typechecker=beartype)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return (function if torch.compiler.is_dynamo_compiling() else typed)(*args, **kwargs)

    return typing.cast("_F", call)


_warned: set[str] = set()
_OURS = (str(Path(__file__).parent), str(Path(torch.__file__).parent))


def _warn_once(operation: str, message: str) -> None:
    """Turn a rule's advice into one warning a process, at the line of the caller."""
    if operation in _warned or torch.compiler.is_dynamo_compiling():
        return
    _warned.add(operation)
    depth, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_OURS):
        depth, frame = depth + 1, frame.f_back
    warnings.warn(f"{operation}: {message}", TensorTypeWarning, stacklevel=depth)


listen(_warn_once)
