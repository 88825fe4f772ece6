# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.autograd.profiler_util import *
from torch.autograd.profiler_util import (
    MEMORY_EVENT_NAME as MEMORY_EVENT_NAME,
    OUT_OF_MEMORY_EVENT_NAME as OUT_OF_MEMORY_EVENT_NAME,
)
