# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.cuda.nccl import *
from torch.cuda.nccl import (
    SUM as SUM,
    init_rank as init_rank,
    is_available as is_available,
    unique_id as unique_id,
    version as version,
)
