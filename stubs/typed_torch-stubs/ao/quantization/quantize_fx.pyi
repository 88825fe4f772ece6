# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.quantization.quantize_fx import *
from torch.ao.quantization.quantize_fx import (
    BackendConfig as BackendConfig,
    ConvertCustomConfig as ConvertCustomConfig,
    DEPRECATION_WARNING as DEPRECATION_WARNING,
    FuseCustomConfig as FuseCustomConfig,
    GraphModule as GraphModule,
    ObservedGraphModule as ObservedGraphModule,
    PrepareCustomConfig as PrepareCustomConfig,
    QConfigMapping as QConfigMapping,
    QuantizationTracer as QuantizationTracer,
    Scope as Scope,
    ScopeContextManager as ScopeContextManager,
    attach_preserved_attrs_to_model as attach_preserved_attrs_to_model,
    convert as convert,
    convert_fx as convert_fx,
    convert_to_reference_fx as convert_to_reference_fx,
    fuse as fuse,
    fuse_fx as fuse_fx,
    get_custom_module_class_keys as get_custom_module_class_keys,
    get_skipped_module_name_and_classes as get_skipped_module_name_and_classes,
    get_tensorrt_backend_config as get_tensorrt_backend_config,
    prepare as prepare,
    prepare_fx as prepare_fx,
    prepare_qat_fx as prepare_qat_fx,
)
