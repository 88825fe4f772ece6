# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.multiprocessing.tail_log import *
from torch.distributed.elastic.multiprocessing.tail_log import logger as logger
