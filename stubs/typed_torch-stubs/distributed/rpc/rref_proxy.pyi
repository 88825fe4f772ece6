# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.rpc.rref_proxy import *
from torch.distributed.rpc.rref_proxy import (
    Future as Future,
    RRefProxy as RRefProxy,
    UNSET_RPC_TIMEOUT as UNSET_RPC_TIMEOUT,
    functions as functions,
    rpc_async as rpc_async,
)
