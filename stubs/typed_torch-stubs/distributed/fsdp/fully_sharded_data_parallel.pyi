# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.fsdp.fully_sharded_data_parallel import *
from torch.distributed.fsdp.fully_sharded_data_parallel import FLAT_PARAM as FLAT_PARAM
