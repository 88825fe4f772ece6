# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.optim.zero_redundancy_optimizer import *
from torch.distributed.optim.zero_redundancy_optimizer import logger as logger
