# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.onnx.errors import *
from torch.onnx.errors import OnnxExporterError as OnnxExporterError
