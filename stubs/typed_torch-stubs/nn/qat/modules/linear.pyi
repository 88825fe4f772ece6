# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.qat.modules.linear import *
from torch.nn.qat.modules.linear import Linear as Linear
