# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.masked.maskedtensor import *
from torch.masked.maskedtensor import MaskedTensor as MaskedTensor, is_masked_tensor as is_masked_tensor
from . import (
    binary as binary,
    core as core,
    creation as creation,
    passthrough as passthrough,
    reductions as reductions,
    unary as unary,
)
