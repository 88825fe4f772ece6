# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.cuda import *
from torch.cuda import (
    AcceleratorError as AcceleratorError,
    DEVICE_REQUIREMENT as DEVICE_REQUIREMENT,
    Device as Device,
    OutOfMemoryError as OutOfMemoryError,
    PYTORCH_RELEASES_CODE_CC as PYTORCH_RELEASES_CODE_CC,
    classproperty as classproperty,
)
from . import (
    amp as amp,
    gds as gds,
    graphs as graphs,
    green_contexts as green_contexts,
    jiterator as jiterator,
    memory as memory,
    nccl as nccl,
    nvtx as nvtx,
    profiler as profiler,
    random as random,
    sparse as sparse,
    streams as streams,
    tunable as tunable,
)
