# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.qat.dynamic.modules.linear import *
from torch.nn.qat.dynamic.modules.linear import Linear as Linear
