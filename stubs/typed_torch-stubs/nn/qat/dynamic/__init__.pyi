# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.qat.dynamic import *
from torch.nn.qat.dynamic import Linear as Linear
from . import modules as modules
