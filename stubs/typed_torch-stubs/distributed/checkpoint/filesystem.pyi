# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.checkpoint.filesystem import *
from torch.distributed.checkpoint.filesystem import (
    CURRENT_DCP_VERSION as CURRENT_DCP_VERSION,
    DEFAULT_SUFFIX as DEFAULT_SUFFIX,
)
