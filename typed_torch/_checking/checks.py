"""Checks of values that are no containers: one for each kind of annotation.

A check says of a value that it fits, by ``None``, or what does not. It runs at every call, and is traced by dynamo: no
words are made here.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Iterable
from typing import Any

import torch
from beartype import BeartypeConf
from beartype.door import is_bearable

from typed_torch._checking.call import Call, Misfit, Place
from typed_torch._checking.settling import unsettled

__all__ = ["CHECKS", "Anything", "Check", "Judged", "Kind", "Methods", "OneOf", "OwnClass", "Size", "Value", "is_proxy"]


CHECKS: weakref.WeakValueDictionary[int, Check] = weakref.WeakValueDictionary()
"""All checks by their numbers, which are constants to dynamo."""
_numbers = itertools.count()


def _numbered(check: Check) -> int:
    number = next(_numbers)
    CHECKS[number] = check
    return number


class Check:
    """What an annotation asks of a value.

    Attributes:
        text: the annotation, as one writes it.
        names: the keys of the names that it reads or settles.
        is_of_tensors: whether what it asks for is a tensor.
        number: its key in ``CHECKS``.
        wraps: whether it has something to check later, in what ``wrap`` puts in the place of the value.
    """

    names: frozenset[str] = frozenset()
    wraps = False
    is_of_tensors = False

    def __init__(self, text: str) -> None:
        self.text = text
        self.number = _numbered(self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.number = _numbered(self)

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        """What in ``value`` does not fit, ``None`` if nothing."""
        raise NotImplementedError

    def wrap(self, value: Any, call: Call, place: Place) -> Any:
        """What is used in the place of ``value``, which fits."""
        return value

    @property
    def expected(self) -> str:
        """What a message says that a value must be."""
        return self.text


class Anything(Check):
    """``Any`` and ``object``: nothing to check."""

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        return None


class Kind(Check):
    """An instance of one of ``classes``."""

    def __init__(self, text: str, classes: Iterable[type]) -> None:
        super().__init__(text)
        self.classes = tuple(_accepted(classes))

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        return None if isinstance(value, self.classes) or is_proxy(value) else (self, value, place)


# What else passes for a number: by the numeric tower, and the symbols of torch's compilers.
_PASS_FOR: dict[type, tuple[type, ...]] = {
    bool: (torch.SymBool,),
    int: (torch.SymInt,),
    float: (int, torch.SymFloat, torch.SymInt),
    complex: (float, int, torch.SymFloat, torch.SymInt),
}


def _accepted(classes: Iterable[type]) -> Iterable[type]:
    for each in classes:
        yield each
        yield from _PASS_FOR.get(each, ())


class Value(Check):
    """``Literal``: one of ``values``, of its very type."""

    def __init__(self, text: str, values: tuple[Any, ...]) -> None:
        super().__init__(text)
        self.values = values

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        for each in self.values:
            if type(value) is type(each) and value == each:
                return None
        return None if is_proxy(value) else (self, value, place)

    @property
    def expected(self) -> str:
        return " or ".join(map(repr, self.values))


class Size(Check):
    """An int that is the size ``text``: ``n: N`` beside a dimension ``N``.

    Attributes:
        is_certain: whether ``N`` is a dimension in the same signature; if not it may be one of the class.
    """

    def __init__(self, text: str, is_certain: bool) -> None:
        super().__init__(text)
        self.is_certain = is_certain
        self.names = frozenset({text})

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        if not isinstance(value, (int, torch.SymInt)):
            return None if is_proxy(value) else (self, value, place)
        if not self.is_certain and self.text not in call.shared:
            return None
        bound = call.names.get(self.text)
        if bound is None:
            call.names[self.text] = (value, place, None)
        elif bound[0] != value:
            return self, value, place
        return None

    @property
    def expected(self) -> str:
        return "an int"


class OwnClass(Check):
    """``Self``: an instance of the class of the first argument."""

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        return None if isinstance(value, call.own) or is_proxy(value) else (self, value, place)


class Methods(Check):
    """A protocol: something that has its ``methods``."""

    def __init__(self, text: str, methods: frozenset[str]) -> None:
        super().__init__(text)
        self.methods = tuple(sorted(methods))

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        for name in self.methods:
            if not hasattr(value, name):
                return None if is_proxy(value) else (self, value, place)
        return None


class Judged(Check):
    """What beartype judges, since it holds no tensor. While torch.compile traces, nothing is asked of it."""

    _conf = BeartypeConf(is_pep484_tower=True)

    def __init__(self, text: str, hint: Any) -> None:
        super().__init__(text)
        self.hint = hint
        is_bearable(None, hint, conf=self._conf)  # raises where the hint is none

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        if torch.compiler.is_dynamo_compiling():
            return None
        return None if is_bearable(value, self.hint, conf=self._conf) or is_proxy(value) else (self, value, place)


class OneOf(Check):
    """A union: the first of ``checks`` that fits settles names."""

    def __init__(self, text: str, checks: tuple[Check, ...]) -> None:
        super().__init__(text)
        self.checks = checks
        self.names = frozenset().union(*(check.names for check in checks))
        self.wraps = any(check.wraps for check in checks)

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        told: list[tuple[Misfit, Any]] = []
        for check in self.checks:
            names, pending = dict(call.names), len(call.pending)
            misfit = check.misfit(value, call, place) or unsettled(call, pending)
            if misfit is None:
                return None
            # What is wrong inside of the value, or with its sizes, says more than that it is no member of the union.
            if misfit[1] is not value or (check.is_of_tensors and isinstance(value, torch.Tensor)):
                told.append((misfit, call.names))
            call.names = names
            del call.pending[pending:]
        if len(told) != 1:
            return self, value, place
        ((misfit, call.names),) = told
        return misfit

    def wrap(self, value: Any, call: Call, place: Place) -> Any:
        for check in self.checks:
            if check.misfit(value, Call(dict(call.names), call.own), place) is None:
                return check.wrap(value, call, place)
        return value


def is_proxy(value: Any) -> bool:
    """Whether ``value`` only stands for one, as in ``torch.fx``'s tracing: there is nothing to check."""
    return isinstance(value, torch.fx.Proxy)
