# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.utils.compile import *
from torch.utils.benchmark.utils.compile import (
    HAS_TABULATE as HAS_TABULATE,
    bench_loop as bench_loop,
    tabulate as tabulate,
)
