# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.checkpoint.default_planner import *
from torch.distributed.checkpoint.default_planner import logger as logger
