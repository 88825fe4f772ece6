# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.module_tracker import *
from torch.utils.module_tracker import logger as logger
