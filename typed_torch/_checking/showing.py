"""Annotations as one writes them."""

from __future__ import annotations

import types
import typing
from typing import Any

__all__ = ["show"]


def show(hint: Any) -> str:
    """``hint`` in short names: ``list[Tensor[tuple[N, C]]] | None``."""
    if hint is None or hint is types.NoneType:
        return "None"
    if hint is Ellipsis:
        return "..."
    if isinstance(hint, str):
        return hint
    if isinstance(hint, typing.ForwardRef):
        return hint.__forward_arg__
    if isinstance(hint, list):
        return f"[{', '.join(map(show, hint))}]"
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return " | ".join(map(show, arguments))
    if origin is typing.Literal:
        return f"Literal[{', '.join(map(repr, arguments))}]"
    if origin is typing.Annotated:
        return show(hint.__origin__)
    if arguments and origin is not None:
        name = getattr(origin, "__name__", None) or str(origin).removeprefix("typing.")
        return f"{name}[{', '.join(map(show, arguments))}]"
    if isinstance(hint, type):
        return hint.__name__
    return str(getattr(hint, "__name__", None) or repr(hint).removeprefix("typing."))
