# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.collective_utils import *
from torch.distributed.collective_utils import T as T, logger as logger
