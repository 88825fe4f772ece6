# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.algorithms.ddp_comm_hooks.post_localSGD_hook import *
from torch.distributed.algorithms.ddp_comm_hooks.post_localSGD_hook import (
    PostLocalSGDState as PostLocalSGDState,
    default as default,
    logger as logger,
    post_localSGD_hook as post_localSGD_hook,
)
