"""``Parameter[S, D, Dev]`` at run time."""

from __future__ import annotations

from typing import Any

import torch

from typed_torch._hints import StandIn, hint

__all__ = ["Parameter"]


class Parameter(torch.nn.Parameter, metaclass=StandIn):
    """A ``torch.nn.Parameter`` with shape, dtype and device in its type; see ``Tensor``."""

    _stands_for = torch.nn.Parameter

    def __class_getitem__(cls, item: Any) -> Any:
        return hint(torch.nn.Parameter, item)
