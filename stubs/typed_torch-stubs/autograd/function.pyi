# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.autograd.function import *
from torch.autograd.function import AUTOGRAD_FUNCTION_COUNTER as AUTOGRAD_FUNCTION_COUNTER
