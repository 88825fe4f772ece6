# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.algorithms.ddp_comm_hooks import *
from torch.distributed.algorithms.ddp_comm_hooks import (
    debugging as debugging,
    default as default,
    optimizer_overlap as optimizer_overlap,
    powerSGD as powerSGD,
    quantization as quantization,
)
