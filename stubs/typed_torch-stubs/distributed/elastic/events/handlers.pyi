# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.events.handlers import *
from torch.distributed.elastic.events.handlers import get_logging_handler as get_logging_handler
