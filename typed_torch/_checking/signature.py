"""The checks of one signature, and what is done with them around a call."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, NamedTuple

import torch

from typed_torch._checking import traced
from typed_torch._checking.call import ABSENT, Bound, Call, Misfit
from typed_torch._checking.checks import Anything, Check
from typed_torch._checking.containers import Each, Keys
from typed_torch._checking.explaining import error_for
from typed_torch._checking.instances import names_of
from typed_torch._checking.owners import keep, shared_keys
from typed_torch._checking.reading import Reader, dimensions_in, unpacked_of
from typed_torch._checking.settling import unsettled
from typed_torch._checking.showing import show
from typed_torch._checking.switch import is_off

__all__ = ["RESULT", "Parameter", "Signature"]

RESULT = ("result",)


class Parameter(NamedTuple):
    """A parameter, and the check of what is passed for it; ``ABSENT`` is the default of one without."""

    name: str
    kind: Any
    default: Any
    check: Check


class Signature:
    """What the annotations of a function ask for.

    Attributes:
        operation: the function as messages name it.
        parameters: its parameters in their order.
        result: the check of what it returns, yields, or is awaited for.
        is_method: whether its first parameter is an instance or a class.
        sizes: the names of sizes that stand in its tensors.
        owned: the keys of its names that an instance keeps, where it is the method of a generic class that is known.
        owners: the generic classes for whose instances these are all.
        specialised: called when ``owned`` is known.
    """

    def __init__(self, function: Any, hints: Mapping[str, Any], texts: Mapping[str, str], is_method: bool) -> None:
        self.operation = operation_of(function)
        self.is_method = is_method
        self.sizes = frozenset().union(*map(dimensions_in, hints.values()))
        reader = Reader(self.sizes, is_method)
        nothing = Anything("Any")

        def check(name: str, kind: Any = None) -> Check:
            if name not in hints:
                return nothing
            return _of_kind(reader, kind, hints[name], texts.get(name) or show(hints[name]))

        self.parameters = tuple(
            Parameter(name, p.kind, _default(p), check(name, p.kind)) for name, p in _parameters(function).items()
        )
        self.result = check("return")
        self.checks = tuple((parameter.check, (parameter.name,)) for parameter in self.parameters)
        self.wraps = any(parameter.check.wraps for parameter in self.parameters)
        self.number = traced.number_of(self)
        self.owned: tuple[str, ...] | None = None
        self.owners: set[type] = set()
        self.specialised: Callable[[], None] | None = None

    def __setstate__(self, state: dict[str, Any]) -> None:
        """In another process it has another number: what comes by value, as from a notebook, is checked there too."""
        self.__dict__.update(state)
        self.number = traced.number_of(self)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to check."""
        return all(isinstance(check, Anything) for check in (self.result, *(p.check for p in self.parameters)))

    def bind(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """What is passed for each parameter, defaults too; ``None`` for a call that Python refuses."""
        values: list[Any] = []
        left = dict(kwargs)
        place = 0
        for name, kind, default, _ in self.parameters:
            if kind is _VAR_POSITIONAL:
                values.append(tuple(args[place:]))
                place = len(args)
            elif kind is _VAR_KEYWORD:
                values.append(left)
                left = {}
            elif kind is not _KEYWORD_ONLY and place < len(args):
                values.append(args[place])
                place += 1
            elif kind is not _POSITIONAL_ONLY and name in left:
                values.append(left.pop(name))
            elif default is inspect.Parameter.empty:
                return None
            else:
                values.append(default)
        return None if left or place < len(args) else tuple(values)

    def spread(self, values: Sequence[Any], call: Call) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """``args`` and ``kwargs`` that pass ``values``, with what is checked later wrapped."""
        args: list[Any] = []
        kwargs: dict[str, Any] = {}
        for (name, kind, _, check), given in zip(self.parameters, values, strict=True):
            value = (
                check.wrap(given, call, (name,)) if check.wraps and given is not ABSENT and not call.is_off else given
            )
            if kind is _VAR_POSITIONAL:
                args.extend(value)
            elif kind is _VAR_KEYWORD:
                kwargs.update(value)
            elif kind is _KEYWORD_ONLY:
                if value is not ABSENT:
                    kwargs[name] = value
            elif value is not ABSENT:
                args.append(value)
        return tuple(args), kwargs

    def enter(self, values: Sequence[Any]) -> Call:
        """Check the arguments of a call, and say what its names stand for.

        Raises:
            TensorTypeError: an argument does not fit.
        """
        call = self.begun({}, values)
        if call.is_off:
            return call
        for (check, place), value in zip(self.checks, values, strict=True):
            if value is not ABSENT:
                misfit = check.misfit(value, call, place)
                if misfit is not None:
                    self.refuse(misfit, call, values, ABSENT)
        misfit = unsettled(call)
        if misfit is not None:
            self.refuse(misfit, call, values, ABSENT)
        if call.shared:
            keep(values[0], call.names, call.shared, self.operation)
            if call.own not in self.owners and not torch.compiler.is_dynamo_compiling():
                self._specialise(call.own)
        return call

    def _specialise(self, owner: type) -> None:
        """Have straight code for the instances of a generic class, once it is known what they keep."""
        names = self.result.names.union(*(check.names for check, _ in self.checks))
        owned = tuple(key for key in shared_keys(owner) if key in names)
        if self.owned is None:
            self.owned = owned
            if self.specialised is not None:
                self.specialised()
        if owned == self.owned:
            self.owners.add(owner)

    def begun(self, names: dict[str, Bound], values: Sequence[Any]) -> Call:
        """A call in which ``names`` are settled, and those that ``self`` keeps."""
        call = Call(names, None, self.operation)
        call.is_off = is_off()
        if self.is_method and values:
            own = values[0]
            call.own = own if isinstance(own, type) else type(own)
            if isinstance(own, Generic):
                call.shared = shared_keys(call.own)
                call.names = {**names_of(own), **names}
        return call

    def leave(self, result: Any, call: Call, values: Sequence[Any]) -> Any:
        """Check the result of a call, and return it.

        Raises:
            TensorTypeError: it does not fit.
        """
        if call.is_off:
            return result
        call.pending.clear()
        for (check, place), value in zip(self.checks, values, strict=True):
            if value is ABSENT:  # by now a dataclass has made it
                made = getattr(values[0], place[0], ABSENT)
                misfit = None if made is ABSENT else check.misfit(made, call, place)
                if misfit is not None:
                    self.refuse(misfit, call, values, result)
        misfit = self.result.misfit(result, call, RESULT) or unsettled(call)
        if misfit is not None:
            self.refuse(misfit, call, values, result)
        if call.shared:
            keep(values[0], call.names, call.shared, self.operation)
        return self.result.wrap(result, call, RESULT) if self.result.wraps else result

    def refuse(self, misfit: Misfit, call: Call, values: Sequence[Any], result: Any) -> None:
        """Raise the error for ``misfit``, also while dynamo traces."""
        if torch.compiler.is_dynamo_compiling():
            described = tuple([traced.describe(value) for value in values])
            is_result = result is not ABSENT
            names = {key: bound for key, bound in call.names.items() if is_result or key in call.shared}
            traced.refuse(self.number, described, traced.describe(result), traced.describe_names(names))
        raise error_for(misfit, call.names, self.operation)


_POSITIONAL_ONLY = inspect.Parameter.POSITIONAL_ONLY
_VAR_POSITIONAL = inspect.Parameter.VAR_POSITIONAL
_KEYWORD_ONLY = inspect.Parameter.KEYWORD_ONLY
_VAR_KEYWORD = inspect.Parameter.VAR_KEYWORD


def operation_of(function: Any) -> str:
    """The function as messages name it: ``scale``, ``Block.forward``."""
    name = getattr(function, "__qualname__", None) or type(function).__qualname__
    return str(name).rpartition("<locals>.")[2]


def _parameters(function: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(function).parameters


def _default(parameter: inspect.Parameter) -> Any:
    # What a dataclass writes for a field whose default it makes at each call.
    is_made_later = type(parameter.default).__module__ == "dataclasses"
    return ABSENT if is_made_later else parameter.default


def _of_kind(reader: Reader, kind: Any, hint: Any, text: str) -> Check:
    """The check of a parameter; of ``*args`` and ``**kwargs`` that of all that they hold."""
    unpacked = unpacked_of(hint)
    if kind is _VAR_POSITIONAL:
        check = reader.check(hint if unpacked is None else unpacked, text)
        return check if unpacked is not None or isinstance(check, Anything) else Each(text, tuple, check)
    if kind is _VAR_KEYWORD:
        check = reader.check(hint if unpacked is None else unpacked, text)
        return (
            check if unpacked is not None or isinstance(check, Anything) else Keys(text, dict, Anything("str"), check)
        )
    return reader.check(hint, text)
