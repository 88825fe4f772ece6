# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.quantization.backend_config.native import *
from torch.ao.quantization.backend_config.native import (
    weighted_op_quint8_dtype_config as weighted_op_quint8_dtype_config,
)
