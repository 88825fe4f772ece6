# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.library import *
from torch.library import (
    NAMELESS_SCHEMA as NAMELESS_SCHEMA,
    opcheck as opcheck,
    register_autograd as register_autograd,
    register_kernel as register_kernel,
)
