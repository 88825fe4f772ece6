# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.intrinsic import *
from . import modules as modules, qat as qat, quantized as quantized
