# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.utils.fusion import *
from torch.nn.utils.fusion import ConvT as ConvT, LinearT as LinearT
