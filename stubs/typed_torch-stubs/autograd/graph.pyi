# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.autograd.graph import *
from torch.autograd.graph import log as log
