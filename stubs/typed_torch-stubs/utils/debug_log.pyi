# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.debug_log import *
from torch.utils.debug_log import log as log
