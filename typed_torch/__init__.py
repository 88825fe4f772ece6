"""typed_torch: a shape-typed frontend for PyTorch.

Use it as torch: ``import typed_torch as tt``, then ``tt.randn``, ``tt.nn.GroupNorm``,
``tt.nn.functional.group_norm``. A name that is not ours is torch's own.
"""

from __future__ import annotations

from typed_torch import _device, _dtype, _importing, errors
from typed_torch._device import *
from typed_torch._dtype import *
from typed_torch._namespace import mirror
from typed_torch.errors import *

__version__ = "0.1.0"

_OURS = {
    "Conversion": "_convert",
    "Tensor": "_tensor",
    "as_tensor": "_tensor",
    "checked": "check",
    "convert": "_convert",
    "full": "_creation",
    "nn": "nn",
    "ops": "ops",
    "parse": "check",
}

__all__ = _device.__all__ + _dtype.__all__ + errors.__all__ + list(_OURS)

_importing.install()

__getattr__, __dir__ = mirror(__name__, _OURS, globals())
