# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.tensorboard import *
from torch.utils.tensorboard import Version as Version
