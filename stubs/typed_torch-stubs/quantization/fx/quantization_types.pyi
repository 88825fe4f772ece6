# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.fx.quantization_types import *
from torch.quantization.fx.quantization_types import Pattern as Pattern, QuantizerCls as QuantizerCls
