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

__typed_torch_version__ = "0.1.0"

_OURS = {
    **dict.fromkeys(_device.__all__, "_device"),
    **dict.fromkeys(_dtype.__all__, "_dtype"),
    **dict.fromkeys(errors.__all__, "errors"),
    "Conversion": "_convert",
    "Dim": "_sizes",
    "Tensor": "_tensor",
    "as_tensor": "_tensor",
    "checked": "check",
    "convert": "_convert",
    "diagram": "_diagram",
    "fft": "fft",
    "full": "_creation",
    "install_hook": "check",
    "linalg": "linalg",
    "nn": "nn",
    "ops": "ops",
    "parse": "check",
    "reveal": "_sizes",
    "special": "special",
    "unchecked": "check",
}

_importing.install()


def load_ipython_extension(shell: object) -> None:
    """``%load_ext typed_torch``: check what later cells define, print our errors short, offer ``%typed_torch``."""
    from typed_torch._notebook import load

    load(shell)


def unload_ipython_extension(shell: object) -> None:
    """``%unload_ext typed_torch``: what was before; what was defined meanwhile stays checked."""
    from typed_torch._notebook import unload

    unload(shell)


__getattr__, __dir__ = mirror(__name__, _OURS, globals())
