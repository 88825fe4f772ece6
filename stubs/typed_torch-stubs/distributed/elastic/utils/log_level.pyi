# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.utils.log_level import *
from torch.distributed.elastic.utils.log_level import get_log_level as get_log_level
