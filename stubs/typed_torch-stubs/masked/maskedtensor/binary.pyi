# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.masked.maskedtensor.binary import *
from torch.masked.maskedtensor.binary import (
    BINARY_NAMES as BINARY_NAMES,
    INPLACE_BINARY_NAMES as INPLACE_BINARY_NAMES,
    NATIVE_BINARY_FNS as NATIVE_BINARY_FNS,
    NATIVE_BINARY_MAP as NATIVE_BINARY_MAP,
    NATIVE_INPLACE_BINARY_FNS as NATIVE_INPLACE_BINARY_FNS,
    NATIVE_INPLACE_BINARY_MAP as NATIVE_INPLACE_BINARY_MAP,
)
