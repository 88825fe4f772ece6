# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.optim.lr_scheduler import *
from torch.optim.lr_scheduler import EPOCH_DEPRECATION_WARNING as EPOCH_DEPRECATION_WARNING
