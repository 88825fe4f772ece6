# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.utils.cpp_jit import *
from torch.utils.benchmark.utils.cpp_jit import (
    COMPAT_CALLGRIND_BINDINGS as COMPAT_CALLGRIND_BINDINGS,
    CONDA_PREFIX as CONDA_PREFIX,
    CXX_FLAGS as CXX_FLAGS,
    CallgrindModuleType as CallgrindModuleType,
    EXTRA_INCLUDE_PATHS as EXTRA_INCLUDE_PATHS,
    LOCK as LOCK,
    SOURCE_ROOT as SOURCE_ROOT,
    TimeitModuleType as TimeitModuleType,
    compile_callgrind_template as compile_callgrind_template,
    compile_timeit_template as compile_timeit_template,
    cpp_extension as cpp_extension,
    get_compat_bindings as get_compat_bindings,
)
