# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.debug import *
from torch.distributed.debug import (
    DebugHandler as DebugHandler,
    get_rank as get_rank,
    logger as logger,
    tcpstore_client as tcpstore_client,
)
