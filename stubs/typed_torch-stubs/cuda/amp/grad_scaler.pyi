# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.cuda.amp.grad_scaler import *
