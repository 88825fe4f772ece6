# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.algorithms.ddp_comm_hooks.powerSGD_hook import *
from torch.distributed.algorithms.ddp_comm_hooks.powerSGD_hook import logger as logger
