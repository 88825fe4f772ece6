# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.sparse import *
from torch.sparse import (
    DType as DType,
    DimOrDims as DimOrDims,
    Tensor as Tensor,
    sampled_addmm as sampled_addmm,
    spdiags as spdiags,
    spsolve as spsolve,
)
from . import semi_structured as semi_structured
