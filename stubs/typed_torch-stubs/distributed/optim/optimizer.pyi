# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.optim.optimizer import *
from torch.distributed.optim.optimizer import logger as logger
