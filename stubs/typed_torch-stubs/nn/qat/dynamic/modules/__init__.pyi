# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.qat.dynamic.modules import *
from . import linear as linear
