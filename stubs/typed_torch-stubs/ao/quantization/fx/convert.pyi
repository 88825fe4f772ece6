# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.quantization.fx.convert import *
from torch.ao.quantization.fx.convert import (
    CUSTOM_KEY as CUSTOM_KEY,
    NUMERIC_DEBUG_HANDLE_KEY as NUMERIC_DEBUG_HANDLE_KEY,
    SUPPORTED_QDTYPES as SUPPORTED_QDTYPES,
)
