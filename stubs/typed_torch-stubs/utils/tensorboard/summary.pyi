# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.tensorboard.summary import *
from torch.utils.tensorboard.summary import logger as logger
