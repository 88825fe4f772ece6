# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.cpu import *
from . import amp as amp
