# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.profiler.python_tracer import *
