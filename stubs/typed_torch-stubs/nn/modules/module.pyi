# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.modules.module import *
from torch.nn.modules.module import T as T
