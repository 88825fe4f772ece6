# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.multiprocessing.errors import *
from torch.distributed.elastic.multiprocessing.errors import (
    GlobalRank as GlobalRank,
    JSON as JSON,
    get_logger as get_logger,
    logger as logger,
)
