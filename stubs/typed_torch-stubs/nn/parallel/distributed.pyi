# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.parallel.distributed import *
from torch.nn.parallel.distributed import RPC_AVAILABLE as RPC_AVAILABLE, logger as logger
