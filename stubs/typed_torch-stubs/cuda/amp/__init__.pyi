# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.cuda.amp import *
from . import autocast_mode as autocast_mode, common as common, grad_scaler as grad_scaler
