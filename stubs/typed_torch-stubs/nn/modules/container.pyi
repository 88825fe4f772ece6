# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.modules.container import *
from torch.nn.modules.container import T as T
