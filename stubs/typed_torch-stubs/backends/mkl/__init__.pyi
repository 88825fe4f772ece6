# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends.mkl import *
from torch.backends.mkl import (
    VERBOSE_OFF as VERBOSE_OFF,
    VERBOSE_ON as VERBOSE_ON,
    is_available as is_available,
    verbose as verbose,
)
