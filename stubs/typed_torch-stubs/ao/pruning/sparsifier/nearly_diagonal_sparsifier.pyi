# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.pruning.sparsifier.nearly_diagonal_sparsifier import *
from torch.ao.pruning.sparsifier.nearly_diagonal_sparsifier import (
    NearlyDiagonalSparsifier as NearlyDiagonalSparsifier,
    base_sparsifier as base_sparsifier,
)
