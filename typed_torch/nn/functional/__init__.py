"""Mirror of ``torch.nn.functional``."""

from __future__ import annotations

from typed_torch._namespace import mirror

_OURS = dict.fromkeys(("GroupNormOptions", "GroupNormSettings", "group_norm"), "nn.functional._normalization")

__getattr__, __dir__ = mirror(__name__, _OURS, globals())
