# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.launcher.api import *
from torch.distributed.launcher.api import logger as logger
