# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.intrinsic.qat.modules.conv_fused import *
