# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.autograd.profiler import *
from torch.autograd.profiler import log as log
