# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.optim import *
from . import lr_scheduler as lr_scheduler, swa_utils as swa_utils
