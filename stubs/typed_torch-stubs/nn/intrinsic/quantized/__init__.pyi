# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.intrinsic.quantized import *
from . import dynamic as dynamic, modules as modules
