# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.onnx import (
    ExportableModule as ExportableModule,
    InputObserver as InputObserver,
    JitScalarType as JitScalarType,
    ONNXProgram as ONNXProgram,
    OnnxExporterError as OnnxExporterError,
    OperatorExportTypes as OperatorExportTypes,
    TensorProtoDataType as TensorProtoDataType,
    TrainingMode as TrainingMode,
    export as export,
    is_in_onnx_export as is_in_onnx_export,
    producer_name as producer_name,
    producer_version as producer_version,
    register_custom_op_symbolic as register_custom_op_symbolic,
    select_model_mode_for_export as select_model_mode_for_export,
    symbolic_helper as symbolic_helper,
    symbolic_opset10 as symbolic_opset10,
    symbolic_opset9 as symbolic_opset9,
    unregister_custom_op_symbolic as unregister_custom_op_symbolic,
    utils as utils,
)
from . import errors as errors, operators as operators, ops as ops
