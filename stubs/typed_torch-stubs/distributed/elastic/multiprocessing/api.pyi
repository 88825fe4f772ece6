# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.multiprocessing.api import *
from torch.distributed.elastic.multiprocessing.api import (
    IS_MACOS as IS_MACOS,
    IS_WINDOWS as IS_WINDOWS,
    logger as logger,
)
