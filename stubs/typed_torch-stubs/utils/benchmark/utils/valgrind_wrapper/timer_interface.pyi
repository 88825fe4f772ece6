# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.utils.valgrind_wrapper.timer_interface import *
from torch.utils.benchmark.utils.valgrind_wrapper.timer_interface import (
    CALLGRIND_SINGLETON as CALLGRIND_SINGLETON,
    CompletedProcessType as CompletedProcessType,
    GlobalsBridge as GlobalsBridge,
    Serialization as Serialization,
    wrapper_singleton as wrapper_singleton,
)
