# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.examples.spectral_ops_fuzz_test import *
from torch.utils.benchmark.examples.spectral_ops_fuzz_test import (
    BENCHMARKS as BENCHMARKS,
    BENCHMARK_MAP as BENCHMARK_MAP,
    BENCHMARK_NAMES as BENCHMARK_NAMES,
    Benchmark as Benchmark,
    DEVICE_NAMES as DEVICE_NAMES,
    SpectralOpFuzzer as SpectralOpFuzzer,
    args as args,
    benchmark as benchmark,
    compare as compare,
    i as i,
    num_benchmarks as num_benchmarks,
    parser as parser,
    results as results,
    run_benchmark as run_benchmark,
)
