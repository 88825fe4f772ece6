# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.pruning.sparsifier import *
from . import (
    base_sparsifier as base_sparsifier,
    nearly_diagonal_sparsifier as nearly_diagonal_sparsifier,
    utils as utils,
    weight_norm_sparsifier as weight_norm_sparsifier,
)
