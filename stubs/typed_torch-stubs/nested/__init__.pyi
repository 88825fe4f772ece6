# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nested import *
from torch.nested import DType as DType, Device as Device, SymInt as SymInt, Tensor as Tensor
