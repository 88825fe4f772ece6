# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.nn.functional import *
from torch.distributed.nn.functional import (
    Function as Function,
    ReduceOp as ReduceOp,
    all_gather as all_gather,
    all_reduce as all_reduce,
    all_to_all as all_to_all,
    all_to_all_single as all_to_all_single,
    broadcast as broadcast,
    gather as gather,
    group as group,
    reduce as reduce,
    reduce_scatter as reduce_scatter,
    scatter as scatter,
)
