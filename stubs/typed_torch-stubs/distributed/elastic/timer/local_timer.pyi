# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.timer.local_timer import *
from torch.distributed.elastic.timer.local_timer import logger as logger
