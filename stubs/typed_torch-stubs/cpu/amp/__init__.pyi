# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.cpu.amp import *
from torch.cpu.amp import GradScaler as GradScaler, autocast as autocast
from . import autocast_mode as autocast_mode, grad_scaler as grad_scaler
