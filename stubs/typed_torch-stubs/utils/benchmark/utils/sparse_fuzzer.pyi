# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.utils.sparse_fuzzer import *
from torch.utils.benchmark.utils.sparse_fuzzer import (
    FuzzedSparseTensor as FuzzedSparseTensor,
    FuzzedTensor as FuzzedTensor,
)
