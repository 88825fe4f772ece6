# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.amp.grad_scaler import *
