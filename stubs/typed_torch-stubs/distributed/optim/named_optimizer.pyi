# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.optim.named_optimizer import *
from torch.distributed.optim.named_optimizer import logger as logger
