# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.timer.debug_info_logging import *
from torch.distributed.elastic.timer.debug_info_logging import logger as logger
