# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.intrinsic.quantized.dynamic import *
from torch.ao.nn.intrinsic.quantized.dynamic import LinearReLU as LinearReLU
from . import modules as modules
