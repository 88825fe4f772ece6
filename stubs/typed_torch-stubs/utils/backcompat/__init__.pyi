# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.backcompat import *
from torch.utils.backcompat import (
    Warning as Warning,
    broadcast_warning as broadcast_warning,
    keepdim_warning as keepdim_warning,
)
