# Our names stand on both sides of torch's: mypy keeps the first binding of a name, the others the last.
# mypy: disable-error-code="assignment, no-redef"
from . import nn as nn
from ._typed import *
from torch._C import *
from torch._C._VariableFunctions import *
from torch import *
from torch import (
    amp as amp,
    autograd as autograd,
    backends as backends,
    channels_last as channels_last,
    channels_last_3d as channels_last_3d,
    compiler as compiler,
    contiguous_format as contiguous_format,
    cuda as cuda,
    distributed as distributed,
    distributions as distributions,
    fft as fft,
    func as func,
    fx as fx,
    jit as jit,
    library as library,
    linalg as linalg,
    mps as mps,
    multiprocessing as multiprocessing,
    ops as ops,
    optim as optim,
    preserve_format as preserve_format,
    profiler as profiler,
    set_default_dtype as set_default_dtype,
    set_grad_enabled as set_grad_enabled,
    special as special,
    strided as strided,
    testing as testing,
    utils as utils,
    version as version,
    xpu as xpu,
)
from . import nn as nn
from ._typed import *
