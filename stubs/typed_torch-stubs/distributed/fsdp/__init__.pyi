# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.fsdp import *
from torch.distributed.fsdp import FlatParameter as FlatParameter
from . import api as api, fully_sharded_data_parallel as fully_sharded_data_parallel, wrap as wrap
