# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.intrinsic.quantized.dynamic.modules.linear_relu import *
