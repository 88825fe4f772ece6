"""Arguments of a call as a rule takes them."""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch
from beartype.door import is_bearable

from typed_torch._hints import spec_of
from typed_torch.errors import TensorTypeError
from typed_torch.shape import Rule, Spec
from typed_torch.shape.arguments import kinds_of, wrong_type
from typed_torch.shape.dims import Dim

__all__ = ["apply", "specs_of"]

_HINTS: Mapping[Any, Any] = {
    Spec: torch.Tensor,
    Sequence[Spec]: Sequence[torch.Tensor],
    Dim: numbers.Integral | torch.SymInt,
    float: numbers.Real | torch.SymFloat,
    str: str,
}


def apply(rule: Rule, arguments: Mapping[str, Any]) -> None:
    """Apply ``rule`` to run-time arguments; raise what it raises, or an ``ArgumentTypeError``."""
    kinds = kinds_of(rule)
    for name, value in arguments.items():
        kind = kinds[name]
        if not (value is None and kind.optional) and not is_bearable(value, _HINTS[kind.of]):
            raise wrong_type(rule.name, name, kind.name, type(value).__name__, value)
    specs = specs_of(arguments)
    try:
        rule(**specs)
    except TensorTypeError as error:
        if not _is_symbolic(tuple(specs.values())):
            raise
        refused = error
    else:
        return
    # Again with the sizes of this call, for a message that shows them and not the compiler's symbols.
    rule(**{name: _concrete(value) for name, value in specs.items()})
    raise refused


def specs_of(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as rules take them: every tensor as what is known of it, dtypes and devices by name."""
    return {name: _spec_in(value) for name, value in arguments.items()}


def _spec_in(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return spec_of(value)
    if isinstance(value, (list, tuple)):
        return [_spec_in(item) for item in value]
    return str(value).removeprefix("torch.") if isinstance(value, (torch.dtype, torch.device)) else value


def _concrete(value: Any) -> Any:
    if isinstance(value, Spec):
        return replace(value, shape=tuple(map(_concrete, value.shape)))
    if isinstance(value, list):
        return [_concrete(item) for item in value]
    return value.node.hint if _is_symbolic(value) and value.node.has_hint() else value


def _is_symbolic(value: Any) -> bool:
    """Whether a symbol of the compiler stands for a number in ``value``."""
    if isinstance(value, Spec):
        return _is_symbolic(value.shape)
    if isinstance(value, (list, tuple)):
        return any(map(_is_symbolic, value))
    return isinstance(value, (torch.SymInt, torch.SymFloat))
