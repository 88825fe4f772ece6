# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.op_fuzzers.sparse_unary import *
