# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.pipelining.stage import *
from torch.distributed.pipelining.stage import logger as logger
