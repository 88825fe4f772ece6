# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.profiler.profiler import *
from torch.profiler.profiler import PROFILER_STEP_NAME as PROFILER_STEP_NAME
