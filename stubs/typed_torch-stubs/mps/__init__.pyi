# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.mps import *
from torch.mps import Tensor as Tensor
from . import event as event, profiler as profiler
