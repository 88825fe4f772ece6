# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.multiprocessing.queue import *
from torch.multiprocessing.queue import (
    ConnectionWrapper as ConnectionWrapper,
    Queue as Queue,
    SimpleQueue as SimpleQueue,
)
