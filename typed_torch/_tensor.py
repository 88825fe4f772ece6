"""``Tensor[S, D, Dev]`` at run time."""

from __future__ import annotations

from typing import Any

import torch
from torch import as_tensor

from typed_torch._hints import StandIn, hint

__all__ = ["Tensor", "as_tensor"]


class Tensor(torch.Tensor, metaclass=StandIn):
    """A tensor whose shape, dtype and device are in its type: ``Tensor[tuple[N, C, H, W], Float32, CUDA]``.

    ``S`` is a tuple of dimensions, each a ``Literal`` int, a ``TypeVar`` bound to ``int``, a ``Dim`` or ``Any``, with
    at most one ``*Spatial``; ``D`` is a dtype class such as ``Float32`` or ``Floating``; ``Dev`` is a device
    class such as ``CUDA``. All default to ``Any``. Subscribing gives a hint for ``isinstance``, beartype and
    jaxtyping; ``Tensor`` itself is any tensor.

    >>> from typing import Any, Literal
    >>> isinstance(torch.zeros(4, 6), Tensor[tuple[Literal[4], Any]])
    True

    Raises:
        TypeError: when subscribed with anything else; an unknown size is ``Any``, never ``int``.
    """

    _stands_for = torch.Tensor

    def __class_getitem__(cls, item: Any) -> Any:
        return hint(torch.Tensor, item)
