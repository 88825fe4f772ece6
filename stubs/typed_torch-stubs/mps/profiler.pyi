# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.mps.profiler import *
from torch.mps.profiler import ProfilerMode as ProfilerMode
