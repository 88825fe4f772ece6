# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.data.dataloader import *
from torch.utils.data.dataloader import logger as logger
