# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.intrinsic.qat.modules import *
from . import conv_fused as conv_fused, linear_fused as linear_fused, linear_relu as linear_relu
