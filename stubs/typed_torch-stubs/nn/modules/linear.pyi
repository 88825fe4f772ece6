# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.modules.linear import *
from torch.nn.modules.linear import NonDynamicallyQuantizableLinear as NonDynamicallyQuantizableLinear
