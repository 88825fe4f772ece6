# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.pipelining.microbatch import *
from torch.distributed.pipelining.microbatch import (
    DEFAULT_CHUNK_DIM as DEFAULT_CHUNK_DIM,
    logger as logger,
    sum_reducer as sum_reducer,
)
