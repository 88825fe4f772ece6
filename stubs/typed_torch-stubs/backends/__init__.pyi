# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends import (
    ContextProp as ContextProp,
    GenericModule as GenericModule,
    PropModule as PropModule,
    disable_global_flags as disable_global_flags,
    flags as flags,
    flags_frozen as flags_frozen,
    set_flags as set_flags,
)
from . import (
    cpu as cpu,
    cuda as cuda,
    cudnn as cudnn,
    cusparselt as cusparselt,
    kleidiai as kleidiai,
    mha as mha,
    miopen as miopen,
    mkl as mkl,
    mkldnn as mkldnn,
    mps as mps,
    nnpack as nnpack,
    openmp as openmp,
    opt_einsum as opt_einsum,
    python_native as python_native,
    quantized as quantized,
)
