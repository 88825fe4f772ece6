# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.fx.pattern_utils import *
from torch.quantization.fx.pattern_utils import (
    QuantizeHandler as QuantizeHandler,
    get_default_fusion_patterns as get_default_fusion_patterns,
    get_default_output_activation_post_process_map as get_default_output_activation_post_process_map,
    get_default_quant_patterns as get_default_quant_patterns,
)
