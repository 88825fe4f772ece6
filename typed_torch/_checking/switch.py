"""Switching checks off."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextvars import ContextVar

from typed_torch._compiling import natively

__all__ = ["is_never", "is_off", "unchecked"]

_off: ContextVar[bool] = ContextVar("typed_torch_unchecked", default=False)


@natively
def is_off() -> bool:
    """Whether checked functions run unchecked here."""
    return _off.get()


def is_never() -> bool:
    """Whether the environment says that nothing is to be checked: ``TYPED_TORCH_CHECKED=never``."""
    return os.environ.get("TYPED_TORCH_CHECKED") == "never"


@contextlib.contextmanager
def unchecked() -> Iterator[None]:
    """Let checked functions run unchecked, in this thread and in this task.

    >>> import torch
    >>> from typing import Literal
    >>> from typed_torch import Tensor, checked
    >>> @checked
    ... def first(x: Tensor[tuple[Literal[4]]]) -> Tensor[tuple[()]]:
    ...     return x[0]
    >>> with unchecked():
    ...     first(torch.arange(5)).shape
    torch.Size([])

    Raises:
        Nothing of its own. ``TYPED_TORCH_CHECKED=never`` in the environment switches checks off for good: decorators
        then return what they decorate.
    """
    token = _off.set(True)
    try:
        yield
    finally:
        _off.reset(token)
