"""Warnings that point at the line of the user's that led to them."""

from __future__ import annotations

import sys
import warnings

__all__ = ["warn"]

_LIBRARIES = frozenset({"torch", "triton", "typed_torch"})


def warn(message: str, category: type[Warning]) -> None:
    """Warn at the innermost line outside of torch and typed_torch; code that torch generated is torch's too."""
    depth, frame = 1, sys._getframe()
    while frame.f_back is not None and _is_of_library(str(frame.f_globals.get("__name__", "torch"))):
        depth, frame = depth + 1, frame.f_back
    warnings.warn(message, category, stacklevel=depth)


def _is_of_library(module: str) -> bool:
    return module.partition(".")[0] in _LIBRARIES
