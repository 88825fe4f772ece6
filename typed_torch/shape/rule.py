"""The registry of rules, and the one place where their errors get their words."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NoReturn

from typed_torch.errors import ShapeError, TensorTypeError
from typed_torch.shape.dims import Symbol, Unknown, show_dim
from typed_torch.shape.spec import Spec

__all__ = ["RULES", "Refusal", "Rule", "advise", "compose", "error_of", "listen", "refuse", "rule"]


class Refusal(Exception):
    """What a check inside a rule raises; the rule adds the operation and the arguments."""

    def __init__(self, kind: type[TensorTypeError], headline: str, argument: str, way_out: str) -> None:
        super().__init__(headline)
        self.kind = kind
        self.headline = headline
        self.argument = argument
        self.way_out = way_out


def refuse(headline: str, *, argument: str, way_out: str = "", kind: type[TensorTypeError] = ShapeError) -> NoReturn:
    """Refuse the call because of ``argument``; ``headline`` says what was expected and what came."""
    raise Refusal(kind, headline, argument, way_out)


class Rule:
    """What one operation does to shapes, dtypes and devices.

    Calling it returns what the operation returns, as ``Spec``s, or raises a ``TensorTypeError``.

    Attributes:
        path: where the operation lives under ``torch``, such as ``"nn.functional.group_norm"``.
        pins: for a class, the arguments that its type parameters stand for, in their order.
        validates: whether the run time asks the rule before it calls torch, which accepts calls that the rule refuses.
    """

    def __init__(
        self, path: str, function: Callable[..., Any], pins: tuple[str, ...] = (), validates: bool = True
    ) -> None:
        self.path = path
        self.function = function
        self.pins = pins
        self.validates = validates
        self.__doc__ = function.__doc__
        self.__wrapped__ = function
        self.__module__ = function.__module__

    @cached_property
    def name(self) -> str:
        """The operation as a message names it: a function by its own name, a method by its class."""
        return self.path.removesuffix(".forward").rpartition(".")[2]

    @cached_property
    def signature(self) -> inspect.Signature:
        return inspect.signature(self.function)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The parameters without a default."""
        return tuple(p.name for p in self.signature.parameters.values() if p.default is p.empty)

    @cached_property
    def defaults(self) -> Mapping[str, Any]:
        """The default of each parameter that has one."""
        return {p.name: p.default for p in self.signature.parameters.values() if p.default is not p.empty}

    @cached_property
    def optional(self) -> tuple[str, ...]:
        """The parameters with a default, which are also what a dict of options may hold."""
        return tuple(self.defaults)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return self.function(*args, **kwargs)
        except Refusal as refusal:
            error = error_of(refusal, self.name, self.signature.bind(*args, **kwargs).arguments)
        raise error

    def __repr__(self) -> str:
        return f"<rule {self.path}{self.signature}>"


def error_of(refusal: Refusal, operation: str, arguments: Mapping[str, Any]) -> TensorTypeError:
    """``refusal`` with the operation and the arguments that explain it."""
    at_fault = refusal.argument.partition("[")[0]
    shown = {
        name: value
        for name, value in arguments.items()
        if name == at_fault or (isinstance(value, Spec) and name in _CONTEXT)
    }
    message = compose(operation, refusal.headline, shown, {at_fault: refusal.way_out})
    return refusal.kind(message, operation=operation, argument=refusal.argument)


_CONTEXT = frozenset({"input", "other"})


def compose(
    operation: str, headline: str, arguments: Mapping[str, Any], ways_out: Mapping[str, str] | None = None
) -> str:
    """The message that run time and checkers show: a headline, then the arguments in a table."""
    width = max([12, *map(len, arguments)])
    rows = [f"{operation}: {headline}" if operation else headline]
    for name, value in arguments.items():
        way_out = (ways_out or {}).get(name)
        rows.append(f"  {name:<{width}} {_show(value)}" + (f": {way_out}" if way_out else ""))
    return "\n".join(rows)


def _show(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_show, value))}]"
    if isinstance(value, (Symbol, Unknown)):
        return show_dim(value)
    return repr(value) if isinstance(value, str) else str(value)


RULES: dict[str, Rule] = {}


def rule(path: str, *, pins: tuple[str, ...] = ()) -> Callable[[Callable[..., Any]], Rule]:
    """Register a function as the rule of the operation at ``path``.

    Its parameters are the operation's own, tensors given as ``Spec``s; it returns what the operation
    returns, or refuses through ``typed_torch.shape.require``. Its docstring and example are the documentation.
    """

    def register(function: Callable[..., Any]) -> Rule:
        registered = Rule(path, function, pins)
        RULES[path] = registered
        return registered

    return register


Advice = Callable[[str, str], None]
_listeners: list[Advice] = []


def listen(listener: Advice) -> None:
    """Have ``listener(operation, message)`` called for every advice; the run time turns it into a warning."""
    _listeners.append(listener)


def advise(operation: str, message: str) -> None:
    """Say that a legal call of ``operation`` does less than it seems to."""
    for listener in _listeners:
        listener(operation, message)
