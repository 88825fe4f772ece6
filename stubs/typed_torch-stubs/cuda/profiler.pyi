# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.cuda.profiler import *
from torch.cuda.profiler import DEFAULT_FLAGS as DEFAULT_FLAGS
