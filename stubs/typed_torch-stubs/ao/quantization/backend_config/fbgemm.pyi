# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.quantization.backend_config.fbgemm import *
from torch.ao.quantization.backend_config.fbgemm import (
    fbgemm_default_dynamic_float16_dtype_config as fbgemm_default_dynamic_float16_dtype_config,
    fbgemm_default_dynamic_int8_dtype_config as fbgemm_default_dynamic_int8_dtype_config,
    fbgemm_default_op_fp16_dtype_config as fbgemm_default_op_fp16_dtype_config,
    fbgemm_default_op_quint8_dtype_config as fbgemm_default_op_quint8_dtype_config,
    fbgemm_weight_only_quint4x2_dtype_config as fbgemm_weight_only_quint4x2_dtype_config,
    fbgemm_weight_only_quint8_dtype_config as fbgemm_weight_only_quint8_dtype_config,
    fbgemm_weighted_op_quint8_dtype_config as fbgemm_weighted_op_quint8_dtype_config,
)
