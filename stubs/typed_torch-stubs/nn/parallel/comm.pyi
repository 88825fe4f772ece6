# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.parallel.comm import *
from torch.nn.parallel.comm import (
    broadcast as broadcast,
    broadcast_coalesced as broadcast_coalesced,
    gather as gather,
    nccl as nccl,
    reduce_add as reduce_add,
    reduce_add_coalesced as reduce_add_coalesced,
    scatter as scatter,
)
