# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.intrinsic.quantized.dynamic.modules import *
from . import linear_relu as linear_relu
