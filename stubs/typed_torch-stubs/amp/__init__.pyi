# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.amp import *
from . import autocast_mode as autocast_mode, grad_scaler as grad_scaler
