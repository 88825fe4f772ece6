# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.types import *
from torch.types import (
    BoolLikeType as BoolLikeType,
    FloatLikeType as FloatLikeType,
    IntLikeType as IntLikeType,
    PySymType as PySymType,
    py_sym_types as py_sym_types,
)
