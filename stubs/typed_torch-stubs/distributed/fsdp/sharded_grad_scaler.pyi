# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.fsdp.sharded_grad_scaler import *
from torch.distributed.fsdp.sharded_grad_scaler import (
    GradScaler as GradScaler,
    OptState as OptState,
    ProcessGroup as ProcessGroup,
    ShardedGradScaler as ShardedGradScaler,
    logger as logger,
)
