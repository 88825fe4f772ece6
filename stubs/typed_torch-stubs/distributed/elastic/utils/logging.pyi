# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.utils.logging import *
from torch.distributed.elastic.utils.logging import get_log_level as get_log_level, get_logger as get_logger
