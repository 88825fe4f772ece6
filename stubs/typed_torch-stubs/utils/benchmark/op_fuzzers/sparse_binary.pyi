# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.op_fuzzers.sparse_binary import *
from torch.utils.benchmark.op_fuzzers.sparse_binary import (
    BinaryOpSparseFuzzer as BinaryOpSparseFuzzer,
    FuzzedParameter as FuzzedParameter,
    FuzzedSparseTensor as FuzzedSparseTensor,
    Fuzzer as Fuzzer,
    ParameterAlias as ParameterAlias,
)
