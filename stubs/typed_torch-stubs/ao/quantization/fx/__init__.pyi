# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.quantization.fx import *
from torch.ao.quantization.fx import convert as convert, fuse as fuse, prepare as prepare
