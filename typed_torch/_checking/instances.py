"""What the type parameters of a class stand for in one instance: ``Block[C]`` beside tensors of ``C`` channels."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from typing import Any

import torch

from typed_torch._checking.call import Bound
from typed_torch._checking.layers import LayerCheck

__all__ = ["KEY", "InstanceCheck", "names_of"]

KEY = "_typed_torch_names"
"""The attribute of an instance that holds them: a dict of plain values, which copies and pickles with it."""


def names_of(instance: Any) -> dict[str, Bound]:
    """The names that earlier calls on ``instance`` settled, and those that its class says."""
    held = getattr(instance, "__dict__", {})
    return {**_declared(instance, held), **held.get(KEY, {})}


def _declared(instance: Any, held: Mapping[str, Any]) -> dict[str, Bound]:
    """The sizes of ``Block[Literal[64]](...)``, and of a subclass of ``Block[Literal[64]]``."""
    found: dict[str, Bound] = {}
    written = [held["__orig_class__"]] if "__orig_class__" in held else []
    bases = (base for each in type(instance).__mro__ for base in each.__dict__.get("__orig_bases__", ()))
    for alias in (*written, *bases):
        parameters = getattr(typing.get_origin(alias), "__parameters__", ())
        for parameter, argument in zip(parameters, typing.get_args(alias), strict=False):
            if typing.get_origin(argument) is typing.Literal:
                found.setdefault(parameter.__name__, (typing.get_args(argument)[0], (str(alias),), None))
    return found


class InstanceCheck(LayerCheck):
    """An instance of a generic class of the user's whose type parameters stand for these sizes, as far as it is known.

    They are known of what is written, ``Block[Literal[64]](...)``, and of what calls on the instance have settled.
    While torch.compile traces, no size is asked for.
    """

    def size(self, value: Any, pin: str) -> Any:
        if torch.compiler.is_dynamo_compiling():
            return None
        names = names_of(value)
        bound = names.get(pin) or names.get(_renamed(type(value), self.kind, pin))
        return None if bound is None else bound[0]

    def shown(self, value: Any) -> str:
        if not isinstance(value, self.kind):
            return super().shown(value)
        pins = sorted([*self.fixed, *self.named], key=lambda each: self.text.find(str(each[1])))
        sizes = (self.size(value, pin) for pin, _ in pins)
        return f"{type(value).__name__}[{', '.join('?' if size is None else str(size) for size in sizes)}]"


def _renamed(kind: type, base: type, parameter: str) -> str:
    """What ``class Wide(Block[K], Generic[K])`` calls a type parameter of ``Block``."""
    for alias in getattr(kind, "__orig_bases__", ()):
        if typing.get_origin(alias) is base:
            names = [each.__name__ for each in getattr(base, "__parameters__", ())]
            given = dict(zip(names, typing.get_args(alias), strict=False))
            return getattr(given.get(parameter), "__name__", "")
    return ""
