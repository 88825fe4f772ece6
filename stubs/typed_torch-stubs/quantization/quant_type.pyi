# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.quant_type import *
from torch.quantization.quant_type import QuantType as QuantType
