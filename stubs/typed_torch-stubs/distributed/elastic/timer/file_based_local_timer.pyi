# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.timer.file_based_local_timer import *
from torch.distributed.elastic.timer.file_based_local_timer import logger as logger
