# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.op_fuzzers.spectral import *
from torch.utils.benchmark.op_fuzzers.spectral import (
    MAX_DIM_SIZE as MAX_DIM_SIZE,
    MIN_DIM_SIZE as MIN_DIM_SIZE,
    REGULAR_SIZES as REGULAR_SIZES,
    power_range as power_range,
)
