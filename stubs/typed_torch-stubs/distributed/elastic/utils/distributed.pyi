# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.utils.distributed import *
from torch.distributed.elastic.utils.distributed import logger as logger
