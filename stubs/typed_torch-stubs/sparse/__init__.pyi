# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.sparse import *
from torch.sparse import (
    BFloat16Tensor as BFloat16Tensor,
    ByteTensor as ByteTensor,
    CharTensor as CharTensor,
    DType as DType,
    DimOrDims as DimOrDims,
    DoubleTensor as DoubleTensor,
    FloatTensor as FloatTensor,
    HalfTensor as HalfTensor,
    IntTensor as IntTensor,
    LongTensor as LongTensor,
    ShortTensor as ShortTensor,
    Tensor as Tensor,
    sampled_addmm as sampled_addmm,
    spdiags as spdiags,
    spsolve as spsolve,
)
from . import semi_structured as semi_structured
