from ._activation import *
from ._convert import Conversion as Conversion, convert as convert
from ._creation import (
    empty as empty,
    empty_like as empty_like,
    full as full,
    full_like as full_like,
    ones as ones,
    ones_like as ones_like,
    rand as rand,
    rand_like as rand_like,
    randn as randn,
    randn_like as randn_like,
    zeros as zeros,
    zeros_like as zeros_like,
)
from ._device import CPU as CPU, CUDA as CUDA, MPS as MPS, XPU as XPU, Device as Device, Meta as Meta
from ._diagram import diagram as diagram
from ._dtype import *
from ._joining import cat as cat
from ._linalg import matmul as matmul
from ._sizes import Dim as Dim, reveal as reveal
from ._tensor import Tensor as Tensor, as_tensor as as_tensor
from .check import checked as checked, install_hook as install_hook, parse as parse, unchecked as unchecked
from .errors import *

def load_ipython_extension(shell: object) -> None: ...
def unload_ipython_extension(shell: object) -> None: ...
