"""Creation. torch's own functions take every form already, but for ``full`` with its sizes as ints."""

from __future__ import annotations

from typing import Any

import torch
from torch import (
    empty,
    empty_like,
    full_like,
    ones,
    ones_like,
    rand,
    rand_like,
    randn,
    randn_like,
    zeros,
    zeros_like,
)

from typed_torch._tracebacks import hide_frames
from typed_torch.errors import TensorTypeError
from typed_torch.shape.arguments import missing

__all__ = [
    "empty",
    "empty_like",
    "full",
    "full_like",
    "ones",
    "ones_like",
    "rand",
    "rand_like",
    "randn",
    "randn_like",
    "zeros",
    "zeros_like",
]


def full(*size: Any, **options: Any) -> torch.Tensor:
    """A tensor of ``size`` filled with one value, as :func:`torch.full`.

    Written ``full((4, 6), 0.5)``, ``full([4, 6], 0.5)`` or ``full(4, 6, fill_value=0.5)``.

    Args:
        size: the shape, as one sequence or as ints.
        fill_value: the value; after ints, by keyword.
        options: ``dtype`` (default: that of the value), ``device``, ``requires_grad`` and torch's others.

    Raises:
        ArgumentTypeError: ints without the keyword ``fill_value``.

    >>> full(2, 3, fill_value=1.0).shape
    torch.Size([2, 3])
    """
    try:
        if not size or isinstance(size[0], (tuple, list)):
            return torch.full(*size, **options)
        if "fill_value" not in options:
            raise missing("full", "fill_value")
        return torch.full(size, **options)
    except TensorTypeError as error:
        hide_frames(error)
        raise
