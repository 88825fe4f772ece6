"""Mirror of ``torch.linalg``."""

from __future__ import annotations

from typed_torch._namespace import mirror

__getattr__, __dir__ = mirror(__name__, {}, globals())
