# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.intrinsic.quantized.modules.bn_relu import *
