# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.jit.unsupported_tensor_ops import *
from torch.jit.unsupported_tensor_ops import execWrapper as execWrapper
