# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.config import *
from torch.fx.config import (
    disable_progress as disable_progress,
    do_not_emit_stack_traces as do_not_emit_stack_traces,
    verbose_progress as verbose_progress,
)
