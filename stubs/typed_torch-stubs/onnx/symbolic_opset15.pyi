# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.onnx.symbolic_opset15 import *
