# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.checkpoint.state_dict_loader import *
from torch.distributed.checkpoint.state_dict_loader import logger as logger
