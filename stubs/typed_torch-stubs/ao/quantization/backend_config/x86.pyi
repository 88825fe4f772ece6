# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.quantization.backend_config.x86 import *
from torch.ao.quantization.backend_config.x86 import (
    x86_default_dynamic_float16_dtype_config as x86_default_dynamic_float16_dtype_config,
    x86_default_dynamic_int8_dtype_config as x86_default_dynamic_int8_dtype_config,
    x86_default_op_fp16_dtype_config as x86_default_op_fp16_dtype_config,
    x86_default_op_quint8_dtype_config as x86_default_op_quint8_dtype_config,
    x86_weight_only_quint4x2_dtype_config as x86_weight_only_quint4x2_dtype_config,
    x86_weight_only_quint8_dtype_config as x86_weight_only_quint8_dtype_config,
    x86_weighted_op_int8_dtype_config as x86_weighted_op_int8_dtype_config,
)
