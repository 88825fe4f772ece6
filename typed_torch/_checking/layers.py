"""Layers whose sizes are written: ``Conv2d[C, Literal[64]]`` beside tensors that have ``C`` channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typed_torch._checking.call import Call, Misfit, Place
from typed_torch._checking.checks import Check, is_proxy
from typed_torch.shape import RULES

__all__ = ["PINS", "LayerCheck", "pins_of", "written"]


PINS = tuple(sorted({pin for path, rule in RULES.items() if path.endswith(".forward") for pin in rule.pins}))
"""The attributes that hold a size which the type of a layer says."""


class LayerCheck(Check):
    """A layer of ``kind`` whose attributes have these ``sizes``, each an int or the name of one."""

    def __init__(self, text: str, kind: type, sizes: Mapping[str, int | str]) -> None:
        super().__init__(text)
        self.kind = kind
        self.fixed = tuple((pin, size) for pin, size in sizes.items() if isinstance(size, int))
        self.named = tuple((pin, name) for pin, name in sizes.items() if isinstance(name, str))
        self.names = frozenset(name for _, name in self.named)

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        if not isinstance(value, self.kind):
            return None if is_proxy(value) else (self, value, place)
        for pin, size in self.fixed:
            if self.size(value, pin) not in (size, None):
                return self, value, place
        for pin, name in self.named:
            size = self.size(value, pin)
            if size is None:
                continue
            bound = call.names.get(name)
            if bound is None:
                call.names[name] = (size, (place, pin, None), None)
            elif bound[0] != size:
                return self, value, place
        return None

    def size(self, value: Any, pin: str) -> Any:
        """The size of ``value`` called ``pin``, ``None`` where it is not known."""
        return getattr(value, pin)

    def shown(self, value: Any) -> str:
        """``value`` as a message shows it."""
        return written(value)


def pins_of(kind: type) -> tuple[str, ...]:
    """The attributes of a layer that the type arguments of its class stand for."""
    for each in kind.__mro__:
        rule = RULES.get(f"nn.{each.__name__}.forward")
        if each.__module__.startswith(("torch.nn.", "typed_torch.nn")) and rule is not None:
            return rule.pins
    return ()


def written(layer: object) -> str:
    """The class of ``layer`` with its sizes, as an annotation says them: ``Conv2d[3, 64]``."""
    sizes = [str(getattr(layer, pin)) for pin in pins_of(type(layer)) if hasattr(layer, pin)]
    return type(layer).__name__ + (f"[{', '.join(sizes)}]" if sizes else "")
