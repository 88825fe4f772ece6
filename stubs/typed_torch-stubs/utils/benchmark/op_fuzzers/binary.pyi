# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.op_fuzzers.binary import *
from torch.utils.benchmark.op_fuzzers.binary import (
    BinaryOpFuzzer as BinaryOpFuzzer,
    FuzzedParameter as FuzzedParameter,
    FuzzedTensor as FuzzedTensor,
    Fuzzer as Fuzzer,
    ParameterAlias as ParameterAlias,
)
