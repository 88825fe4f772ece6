# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.checkpoint.logger import *
from torch.distributed.checkpoint.logger import logger as logger
