# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.monitor import *
from torch.monitor import (
    STAT_EVENT as STAT_EVENT,
    SummaryWriter as SummaryWriter,
    TensorboardEventHandler as TensorboardEventHandler,
)
