# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.checkpoint.format_utils import *
from torch.distributed.checkpoint.format_utils import (
    FormatMode as FormatMode,
    args as args,
    checkpoint_missing_warning as checkpoint_missing_warning,
    parser as parser,
)
