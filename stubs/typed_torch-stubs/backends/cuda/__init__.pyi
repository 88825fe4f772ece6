# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends.cuda import *
from torch.backends.cuda import SDPBackend as SDPBackend
