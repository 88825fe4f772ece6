# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.intrinsic.qat.modules.linear_relu import *
