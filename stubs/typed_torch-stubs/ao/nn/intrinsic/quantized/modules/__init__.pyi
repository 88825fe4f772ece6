# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.intrinsic.quantized.modules import *
from . import bn_relu as bn_relu, conv_add as conv_add, conv_relu as conv_relu, linear_relu as linear_relu
