# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.parallel import *
from torch.nn.parallel import DistributedDataParallelCPU as DistributedDataParallelCPU
from . import comm as comm, distributed as distributed, scatter_gather as scatter_gather
