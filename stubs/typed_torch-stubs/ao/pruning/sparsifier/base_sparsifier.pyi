# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.pruning.sparsifier.base_sparsifier import *
from torch.ao.pruning.sparsifier.base_sparsifier import (
    KEYS_NOT_IN_STATE_DICT as KEYS_NOT_IN_STATE_DICT,
    SUPPORTED_MODULES as SUPPORTED_MODULES,
)
