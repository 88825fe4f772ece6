# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.pruning.sparsifier.weight_norm_sparsifier import *
