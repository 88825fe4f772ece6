"""``Dim`` and ``reveal`` at run time."""

from __future__ import annotations

import typing
from typing import Any, TypeVar

import torch

from typed_torch._computed import ComputedSize
from typed_torch._hints import spec_of

__all__ = ["Dim", "reveal"]

_T = TypeVar("_T")


class Dim:
    """A size that needs arithmetic: ``Tensor[tuple[N, C, Dim[Literal["H // 2"]]], Float32]``.

    The text is an expression of ``+ - * // %``, ``min``, ``max``, parentheses, ints and the names of type variables; it
    is never evaluated as code. Sizes that repeat get a short name: ``H2 = Dim[Literal["H // 2"]]``. To a checker
    without the plugin it is ``Any``.

    >>> from typing import Literal
    >>> Dim[Literal["(H + 1) // 2"]]
    Dim[Literal['(H + 1) // 2']]

    Raises:
        TypeError: subscribed with anything but one text.
        SizeSyntaxError: the text is no size; it is a ``ValueError``.
    """

    def __class_getitem__(cls, item: Any) -> ComputedSize:
        texts = typing.get_args(item) if typing.get_origin(item) is typing.Literal else ()
        if len(texts) != 1 or not isinstance(texts[0], str):
            raise TypeError(f'Dim[...] takes one size as text, such as Dim[Literal["H // 2"]], got {item!r}')
        return ComputedSize(texts[0])


def reveal(value: _T) -> _T:
    """Print what ``value`` is, ``float32 cpu (2, 64)`` for a tensor, and return it; the mypy plugin says it as a note.

    >>> import torch
    >>> _ = reveal(torch.zeros(2, 64))
    float32 cpu (2, 64)
    """
    print(spec_of(value) if isinstance(value, torch.Tensor) else value)
    return value
