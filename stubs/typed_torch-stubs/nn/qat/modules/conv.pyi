# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.qat.modules.conv import *
from torch.nn.qat.modules.conv import Conv1d as Conv1d, Conv2d as Conv2d, Conv3d as Conv3d
