# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends.kleidiai import *
from torch.backends.kleidiai import is_available as is_available
