# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.checkpoint.metadata import *
from torch.distributed.checkpoint.metadata import STATE_DICT_TYPE as STATE_DICT_TYPE, STORAGE_TYPES as STORAGE_TYPES
