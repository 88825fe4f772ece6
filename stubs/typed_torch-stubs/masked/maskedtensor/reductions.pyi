# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.masked.maskedtensor.reductions import *
from torch.masked.maskedtensor.reductions import (
    NATIVE_REDUCE_FNS as NATIVE_REDUCE_FNS,
    NATIVE_REDUCE_MAP as NATIVE_REDUCE_MAP,
    REDUCE_NAMES as REDUCE_NAMES,
    TENSOR_REDUCE_FNS as TENSOR_REDUCE_FNS,
    TENSOR_REDUCE_MAP as TENSOR_REDUCE_MAP,
    TORCH_REDUCE_FNS as TORCH_REDUCE_FNS,
    TORCH_REDUCE_MAP as TORCH_REDUCE_MAP,
)
