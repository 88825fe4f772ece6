# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.fx.quantization_patterns import *
from torch.quantization.fx.quantization_patterns import (
    BatchNormQuantizeHandler as BatchNormQuantizeHandler,
    BinaryOpQuantizeHandler as BinaryOpQuantizeHandler,
    CatQuantizeHandler as CatQuantizeHandler,
    ConvReluQuantizeHandler as ConvReluQuantizeHandler,
    CopyNodeQuantizeHandler as CopyNodeQuantizeHandler,
    CustomModuleQuantizeHandler as CustomModuleQuantizeHandler,
    DefaultNodeQuantizeHandler as DefaultNodeQuantizeHandler,
    EmbeddingQuantizeHandler as EmbeddingQuantizeHandler,
    FixedQParamsOpQuantizeHandler as FixedQParamsOpQuantizeHandler,
    GeneralTensorShapeOpQuantizeHandler as GeneralTensorShapeOpQuantizeHandler,
    LinearReLUQuantizeHandler as LinearReLUQuantizeHandler,
    QuantizeHandler as QuantizeHandler,
    RNNDynamicQuantizeHandler as RNNDynamicQuantizeHandler,
    StandaloneModuleQuantizeHandler as StandaloneModuleQuantizeHandler,
)
