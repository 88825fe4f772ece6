# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.profiler import *
from torch.profiler import (
    KinetoStepTracker as KinetoStepTracker,
    Optimizer as Optimizer,
    RecordScope as RecordScope,
    is_fbcode as is_fbcode,
    register_optimizer_step_post_hook as register_optimizer_step_post_hook,
)
from . import itt as itt, profiler as profiler
