# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.distributed_c10d import *
from torch.distributed.distributed_c10d import (
    PG_WRAPPER_STORE_PREFIX as PG_WRAPPER_STORE_PREFIX,
    ProcessGroupGloo as ProcessGroupGloo,
    SHRINK_ABORT as SHRINK_ABORT,
    SHRINK_DEFAULT as SHRINK_DEFAULT,
    STORE_BASED_BARRIER_PREFIX as STORE_BASED_BARRIER_PREFIX,
    logger as logger,
)
