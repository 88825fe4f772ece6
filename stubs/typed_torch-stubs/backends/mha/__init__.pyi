# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends.mha import *
from torch.backends.mha import (
    get_fastpath_enabled as get_fastpath_enabled,
    set_fastpath_enabled as set_fastpath_enabled,
)
