# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.rpc.constants import *
from torch.distributed.rpc.constants import (
    DEFAULT_INIT_METHOD as DEFAULT_INIT_METHOD,
    DEFAULT_NUM_WORKER_THREADS as DEFAULT_NUM_WORKER_THREADS,
    DEFAULT_PROCESS_GROUP_TIMEOUT as DEFAULT_PROCESS_GROUP_TIMEOUT,
    DEFAULT_RPC_TIMEOUT_SEC as DEFAULT_RPC_TIMEOUT_SEC,
    DEFAULT_SHUTDOWN_TIMEOUT as DEFAULT_SHUTDOWN_TIMEOUT,
    UNSET_RPC_TIMEOUT as UNSET_RPC_TIMEOUT,
)
