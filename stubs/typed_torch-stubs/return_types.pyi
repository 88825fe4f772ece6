# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.return_types import *
from torch.return_types import return_types as return_types
