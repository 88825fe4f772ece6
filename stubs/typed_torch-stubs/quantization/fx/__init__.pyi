# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.fx import *
from torch.quantization.fx import convert as convert, fuse as fuse, prepare as prepare
