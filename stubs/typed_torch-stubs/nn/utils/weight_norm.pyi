# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.utils.weight_norm import *
from torch.nn.utils.weight_norm import T_module as T_module
