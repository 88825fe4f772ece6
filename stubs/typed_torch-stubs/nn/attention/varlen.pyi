# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.attention.varlen import *
from torch.nn.attention.varlen import log as log
