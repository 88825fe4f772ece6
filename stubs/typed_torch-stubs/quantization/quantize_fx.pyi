# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.quantize_fx import *
from torch.quantization.quantize_fx import (
    ObservedGraphModule as ObservedGraphModule,
    QuantizationTracer as QuantizationTracer,
    Scope as Scope,
    ScopeContextManager as ScopeContextManager,
    convert_fx as convert_fx,
    fuse_fx as fuse_fx,
    prepare_fx as prepare_fx,
    prepare_qat_fx as prepare_qat_fx,
)
