# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.timer import *
from torch.distributed.elastic.timer import (
    FileTimerClient as FileTimerClient,
    FileTimerRequest as FileTimerRequest,
    FileTimerServer as FileTimerServer,
    LocalTimerClient as LocalTimerClient,
    LocalTimerServer as LocalTimerServer,
    TimerClient as TimerClient,
    TimerRequest as TimerRequest,
    TimerServer as TimerServer,
    configure as configure,
    expires as expires,
)
