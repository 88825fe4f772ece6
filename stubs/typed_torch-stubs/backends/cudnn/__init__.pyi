# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends.cudnn import *
from torch.backends.cudnn import (
    CUDNN_TENSOR_DTYPES as CUDNN_TENSOR_DTYPES,
    ContextProp as ContextProp,
    CudnnModule as CudnnModule,
    PropModule as PropModule,
    allow_tf32 as allow_tf32,
    benchmark as benchmark,
    benchmark_limit as benchmark_limit,
    depthwise_kernel as depthwise_kernel,
    deterministic as deterministic,
    enabled as enabled,
    flags as flags,
    fp32_precision as fp32_precision,
    is_acceptable as is_acceptable,
    is_available as is_available,
    rnn as rnn,
    set_flags as set_flags,
    version as version,
)
