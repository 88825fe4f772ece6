"""``%load_ext typed_torch``: cells that are checked, errors that are short, and ``%typed_torch`` to show tensors."""

from __future__ import annotations

from typing import Any

from typed_torch._notebook.cells import CheckedCells
from typed_torch._notebook.magic import Magic
from typed_torch._notebook.short_errors import ShortErrors

__all__ = ["load", "unload"]

_KEPT = "_typed_torch_extension"


def load(shell: Any) -> None:
    """Put everything into ``shell``; a second time changes nothing."""
    if not hasattr(shell, _KEPT):
        setattr(shell, _KEPT, (CheckedCells(shell), ShortErrors(shell), Magic(shell)))


def unload(shell: Any) -> None:
    """Take out what ``load`` put in, and put back what was there."""
    parts = getattr(shell, _KEPT, None)
    if parts is not None:
        delattr(shell, _KEPT)
        for part in reversed(parts):
            part.remove()
