"""Everything registered in ``torch.ops.typed_torch``; any other name is ``torch.ops``'s own."""

from __future__ import annotations

from typing import Any

import torch

from typed_torch.ops._group_norm import group_norm

__all__ = ["group_norm"]


def __getattr__(name: str) -> Any:
    return getattr(torch.ops, name)
