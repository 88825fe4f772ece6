# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.multiprocessing.errors.error_handler import *
from torch.distributed.elastic.multiprocessing.errors.error_handler import logger as logger
