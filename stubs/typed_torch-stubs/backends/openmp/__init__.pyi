# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends.openmp import *
from torch.backends.openmp import is_available as is_available
