# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.intrinsic.quantized.modules.conv_add import *
from torch.ao.nn.intrinsic.quantized.modules.conv_add import ConvAdd2d as ConvAdd2d, ConvAddReLU2d as ConvAddReLU2d
