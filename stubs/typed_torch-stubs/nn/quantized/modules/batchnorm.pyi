# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.quantized.modules.batchnorm import *
from torch.nn.quantized.modules.batchnorm import BatchNorm2d as BatchNorm2d, BatchNorm3d as BatchNorm3d
