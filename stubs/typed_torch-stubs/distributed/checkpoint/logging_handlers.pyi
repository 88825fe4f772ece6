# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.checkpoint.logging_handlers import *
from torch.distributed.checkpoint.logging_handlers import DCP_LOGGER_NAME as DCP_LOGGER_NAME
