# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.intrinsic.modules import *
from . import fused as fused
