# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.fx.fuse import *
from torch.quantization.fx.fuse import fuse as fuse
