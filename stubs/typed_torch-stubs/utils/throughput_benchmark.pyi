# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.throughput_benchmark import *
from torch.utils.throughput_benchmark import (
    ExecutionStats as ExecutionStats,
    ThroughputBenchmark as ThroughputBenchmark,
    format_time as format_time,
)
