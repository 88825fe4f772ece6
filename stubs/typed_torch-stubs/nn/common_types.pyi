# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.common_types import *
from torch.nn.common_types import T as T, Tensor as Tensor
