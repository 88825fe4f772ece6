# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.jit.log_extract import *
from torch.utils.jit.log_extract import (
    Timer as Timer,
    extract_ir as extract_ir,
    load_graph_and_inputs as load_graph_and_inputs,
    make_tensor_from_type as make_tensor_from_type,
    no_fuser as no_fuser,
    run_baseline_no_fusion as run_baseline_no_fusion,
    run_nnc as run_nnc,
    run_nvfuser as run_nvfuser,
    run_test as run_test,
    time_cpu as time_cpu,
    time_cuda as time_cuda,
)
