# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.checkpoint.optimizer import *
from torch.distributed.checkpoint.optimizer import STATE_DICT_2D_LAYOUT as STATE_DICT_2D_LAYOUT
