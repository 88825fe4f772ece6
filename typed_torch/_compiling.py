"""Validation under ``torch.compile``: run while the graph is traced, and never traced itself.

For every rule there is an operator without a result, ``torch.ops.typed_torch_rules.<path>``, with the rule's
parameters. Dynamo runs it on fake tensors, so a bad call raises what it raises in eager; the compiler behind dynamo
drops it, so a good call costs nothing.
"""

from __future__ import annotations

import functools
import operator
import sys
import traceback
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, NoReturn, TypeVar

import torch
from torch._compile import _disable_dynamo

from typed_torch import _arguments
from typed_torch._tracebacks import PACKAGE
from typed_torch.errors import TensorTypeError
from typed_torch.shape import Rule, Spec
from typed_torch.shape.arguments import kinds_of, wrong_type
from typed_torch.shape.dims import Dim

__all__ = ["natively", "refuse_type", "register", "validate"]

_F = TypeVar("_F", bound=Callable[..., Any])

_SCHEMA_TYPES: Final[Mapping[Any, str]] = {
    Spec: "Tensor",
    Sequence[Spec]: "Tensor[]",
    # A Scalar keeps apart what an int would merge: True from 1, 3.0 from 3.
    Dim: "Scalar",
    float: "Scalar",
    str: "str",
}
_NUMBERS = (int, float, torch.SymInt, torch.SymFloat)
_CLASSES: Final[Mapping[Any, tuple[type, ...]]] = {
    Spec: (torch.Tensor,),
    Sequence[Spec]: (list, tuple),
    Dim: _NUMBERS,
    float: _NUMBERS,
    str: (str,),
}

_library: Any = torch.library.Library("typed_torch_rules", "FRAGMENT")  # type: ignore[no-untyped-call]


class _Parameter(NamedTuple):
    """A parameter of a rule, worked out beforehand: dynamo could not trace how."""

    name: str
    kind: str
    classes: Any
    default: Any


class _Operator(NamedTuple):
    run: Any
    parameters: tuple[_Parameter, ...]


_operators: dict[str, _Operator] = {}


def register(rules: Iterable[Rule]) -> None:
    """Register the operator of each rule."""
    for rule in rules:
        kinds = kinds_of(rule)
        name = rule.path.replace(".", "_")
        schema = ", ".join(f"{_SCHEMA_TYPES[k.of]}{'?' * k.optional} {parameter}" for parameter, k in kinds.items())
        _library.define(f"{name}({schema}) -> ()")
        for key in ("CompositeImplicitAutograd", "FuncTorchBatchedDecomposition"):
            _library.impl(name, functools.partial(_run, rule), key)
        parameters = (
            _Parameter(parameter, k.name, (*_CLASSES[k.of], *[type(None)] * k.optional), rule.defaults.get(parameter))
            for parameter, k in kinds.items()
        )
        _operators[rule.path] = _Operator(getattr(torch.ops.typed_torch_rules, name).default, tuple(parameters))


@_disable_dynamo  # it runs in eager too, where the graph broke
def _run(rule: Rule, *values: Any) -> None:
    try:
        _arguments.apply(rule, dict(zip(kinds_of(rule), values, strict=True)))
    except TensorTypeError as error:
        if not _is_tracing():
            raise
        raise _let_through(error) from None


def validate(rule: Rule, arguments: Mapping[str, Any]) -> None:
    """Validate a call that dynamo is tracing, by the operator of ``rule``."""
    run, parameters = _operators[rule.path]
    values = []
    for name, kind, classes, default in parameters:
        value = arguments.get(name, default)
        if not isinstance(value, classes):
            refuse_type(rule.name, name, kind, type(value).__name__, _shown(value))
        values.append(value)
    run(*values)


def natively(function: _F) -> _F:
    """``function`` of constants, which dynamo is to call and not to trace, so that it may raise our errors."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except TensorTypeError as error:
            if not _is_tracing():
                raise
            raise _let_through(error) from None

    # What `torch.compiler.assume_constant_result` does, which would import dynamo.
    call._dynamo_marked_constant = True  # type: ignore[attr-defined]
    return typing.cast("_F", call)


def _shown(value: Any) -> Any:
    """What a message shows of ``value``: as a constant, which torch 2.11 does not make of an int by itself."""
    if isinstance(value, int) and not isinstance(value, bool):
        return operator.index(value)
    return value if isinstance(value, (str, bool, float)) else None


@natively
def refuse_type(operation: str, argument: str, expected: str, got: str, value: object = None) -> NoReturn:
    """Raise the ``ArgumentTypeError`` of an argument, as ``wrong_type`` words it."""
    raise wrong_type(operation, argument, expected, got, value)


def _is_tracing() -> bool:
    return "torch._dynamo" in sys.modules and torch._guards.TracingContext.try_get() is not None


def _let_through(error: TensorTypeError) -> TensorTypeError:
    """``error`` as dynamo raises it to the caller; any other class it would wrap in one of its own."""
    kind: Any = type(error)
    traced: TensorTypeError = _kind_let_through(kind)(str(error), operation=error.operation, argument=error.argument)
    stack = [frame for frame in torch._guards.TracingContext.extract_stack() if not frame.filename.startswith(PACKAGE)]
    traced.add_note("from user code:\n" + "".join(traceback.format_list(stack)).rstrip())
    return traced


@functools.cache
def _kind_let_through(kind: type[TensorTypeError]) -> type[TensorTypeError]:
    """A subclass of ``kind`` that is also the one kind of exception which dynamo does not change."""
    from torch._dynamo.exc import Unsupported

    def __init__(self: Any, message: str = "", **attributes: str) -> None:
        Unsupported.__init__(self, message, "typed_torch refused the call")
        self.__dict__.update(attributes)

    def __str__(self: Any) -> str:
        # Dynamo appends to the arguments of an exception; its stack is in the note.
        return str(self.msg)

    def __reduce__(self: Any) -> tuple[object, ...]:
        return kind, (self.msg,), {"operation": self.operation, "argument": self.argument}

    namespace = {"__init__": __init__, "__str__": __str__, "__reduce__": __reduce__, "__module__": kind.__module__}
    return type(kind.__name__, (kind, Unsupported), namespace)
