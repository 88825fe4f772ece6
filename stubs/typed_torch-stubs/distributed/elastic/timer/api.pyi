# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.timer.api import *
from torch.distributed.elastic.timer.api import logger as logger
