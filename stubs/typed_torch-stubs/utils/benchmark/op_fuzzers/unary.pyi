# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.op_fuzzers.unary import *
from torch.utils.benchmark.op_fuzzers.unary import (
    FuzzedParameter as FuzzedParameter,
    FuzzedTensor as FuzzedTensor,
    Fuzzer as Fuzzer,
    ParameterAlias as ParameterAlias,
    UnaryOpFuzzer as UnaryOpFuzzer,
)
