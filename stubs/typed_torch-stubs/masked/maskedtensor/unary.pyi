# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.masked.maskedtensor.unary import *
from torch.masked.maskedtensor.unary import (
    INPLACE_UNARY_NAMES as INPLACE_UNARY_NAMES,
    NATIVE_INPLACE_UNARY_FNS as NATIVE_INPLACE_UNARY_FNS,
    NATIVE_INPLACE_UNARY_MAP as NATIVE_INPLACE_UNARY_MAP,
    NATIVE_UNARY_FNS as NATIVE_UNARY_FNS,
    NATIVE_UNARY_MAP as NATIVE_UNARY_MAP,
    UNARY_NAMES as UNARY_NAMES,
    UNARY_NAMES_UNSUPPORTED as UNARY_NAMES_UNSUPPORTED,
)
