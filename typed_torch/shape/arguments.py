"""Arguments as such: their Python types, and options that may stand in for them."""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from typed_torch.errors import ArgumentTypeError
from typed_torch.shape.dims import UNKNOWN, Dim, Unknown
from typed_torch.shape.rule import Rule, compose
from typed_torch.shape.spec import Data, Index, Number, Operand, Several, Sizes, Spec

__all__ = ["KIND_NAMES", "Kind", "check_options", "kinds_of", "missing", "unexpected", "wrong_type"]

KIND_NAMES: Final[Mapping[Any, str]] = {
    Spec: "a Tensor",
    Sequence[Spec]: "a sequence of Tensors",
    Dim: "an int",
    Sizes: "ints",
    Dim | Spec: "an int or a Tensor",
    Dim | Sizes: "an int or a tuple of ints",
    str | Dim | Sizes: "an int, a tuple of ints or a str",
    float | Sequence[float]: "a number or a tuple of numbers",
    Sequence[float]: "numbers",
    Operand: "a Tensor or a number",
    Number: "a number",
    Number | Dim: "a number",
    Index: "an index",
    Data: "numbers",
    Spec | str: "a Tensor, a dtype or a device",
    str | bool: "a dtype",
    str | float: "a number or a str",
    float: "a float",
    bool: "a bool",
    str: "a str",
}


def _members(hint: Any) -> frozenset[Any]:
    """The classes that a hint names, without ``Unknown``, which a rule may be given for anything."""
    is_union = typing.get_origin(hint) in {types.UnionType, typing.Union}
    return frozenset(typing.get_args(hint) if is_union else [hint]) - {Unknown}


_OF_MEMBERS: Final = {_members(kind): kind for kind in KIND_NAMES}


class Kind(NamedTuple):
    """What a parameter of a rule takes: a key of ``KIND_NAMES``, whether ``None`` too, whether any number of those."""

    of: Any
    optional: bool
    takes_several: bool

    @property
    def name(self) -> str:
        return KIND_NAMES[self.of] + (" or None" if self.optional else "")


@cache
def kinds_of(rule: Rule) -> Mapping[str, Kind]:
    """The kind of every parameter of ``rule``, from its annotations."""
    hints = typing.get_type_hints(rule.function)
    return {name: _kind(hints[name]) for name in rule.signature.parameters}


def _kind(hint: Any) -> Kind:
    members = _members(hint)
    return Kind(_OF_MEMBERS[members - {type(None), Several}], type(None) in members, Several in members)


def _error(operation: str, argument: str, headline: str) -> ArgumentTypeError:
    return ArgumentTypeError(compose(operation, headline, {}), operation=operation, argument=argument)


def wrong_type(operation: str, argument: str, expected: str, got: str, value: object = UNKNOWN) -> ArgumentTypeError:
    """The error for an argument of Python type ``got``; short values are shown."""
    shown = f" ({value!r})" if isinstance(value, (str, int, float)) else ""
    return _error(operation, argument, f"{argument} must be {expected}, got {got}{shown}")


def unexpected(operation: str, argument: str, allowed: Collection[str]) -> ArgumentTypeError:
    """The error for a keyword that the operation does not know."""
    return _error(operation, argument, f"unexpected keyword argument {argument!r}{_instead(argument, allowed)}")


def missing(operation: str, argument: str) -> ArgumentTypeError:
    """The error for a required argument that is not given."""
    return _error(operation, argument, f"missing argument {argument!r}")


def _instead(name: str, allowed: Collection[str]) -> str:
    close = difflib.get_close_matches(name, allowed, 1)
    return f": did you mean {close[0]!r}?" if close else f": choose from {', '.join(allowed)}"


def check_options(operation: str, given: Collection[str], options: Collection[str], allowed: Collection[str]) -> None:
    """Refuse an option that is not allowed, or that is given as an argument too, by an ``ArgumentTypeError``."""
    for name in options:
        if name not in allowed:
            raise _error(operation, "options", f"options has no {name!r}{_instead(str(name), allowed)}")
        if name in given:
            raise _error(operation, name, f"{name} is given twice, as an argument and in options")
