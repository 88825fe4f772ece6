# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.quantization.fx.pattern_utils import *
from torch.ao.quantization.fx.pattern_utils import QuantizeHandler as QuantizeHandler
