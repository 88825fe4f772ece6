"""Mirror of ``torch.nn``."""

from __future__ import annotations

from typed_torch._namespace import mirror

_OURS = {"GroupNorm": "nn._normalization", "Parameter": "nn._parameter", "functional": "nn.functional"}

__getattr__, __dir__ = mirror(__name__, _OURS, globals())
