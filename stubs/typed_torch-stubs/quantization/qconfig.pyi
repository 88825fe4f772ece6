# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.qconfig import *
from torch.quantization.qconfig import (
    QConfig as QConfig,
    QConfigAny as QConfigAny,
    QConfigDynamic as QConfigDynamic,
    default_activation_only_qconfig as default_activation_only_qconfig,
    default_debug_qconfig as default_debug_qconfig,
    default_dynamic_qconfig as default_dynamic_qconfig,
    default_per_channel_qconfig as default_per_channel_qconfig,
    default_qat_qconfig as default_qat_qconfig,
    default_qat_qconfig_v2 as default_qat_qconfig_v2,
    default_qconfig as default_qconfig,
    default_weight_only_qconfig as default_weight_only_qconfig,
    float16_dynamic_qconfig as float16_dynamic_qconfig,
    float16_static_qconfig as float16_static_qconfig,
    float_qparams_weight_only_qconfig as float_qparams_weight_only_qconfig,
    get_default_qat_qconfig as get_default_qat_qconfig,
    get_default_qconfig as get_default_qconfig,
    per_channel_dynamic_qconfig as per_channel_dynamic_qconfig,
    qconfig_equals as qconfig_equals,
)
