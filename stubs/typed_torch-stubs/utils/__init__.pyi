# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils import (
    ThroughputBenchmark as ThroughputBenchmark,
    cmake_prefix_path as cmake_prefix_path,
    generate_methods_for_privateuse1_backend as generate_methods_for_privateuse1_backend,
    get_cpp_backtrace as get_cpp_backtrace,
    rename_privateuse1_backend as rename_privateuse1_backend,
    set_module as set_module,
    swap_tensors as swap_tensors,
)
from . import (
    backcompat as backcompat,
    backend_registration as backend_registration,
    checkpoint as checkpoint,
    collect_env as collect_env,
    cpp_backtrace as cpp_backtrace,
    data as data,
    deterministic as deterministic,
    dlpack as dlpack,
    hooks as hooks,
    throughput_benchmark as throughput_benchmark,
    weak as weak,
)
