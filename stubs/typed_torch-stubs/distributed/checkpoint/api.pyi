# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.checkpoint.api import *
from torch.distributed.checkpoint.api import WRAPPED_EXCEPTION as WRAPPED_EXCEPTION
