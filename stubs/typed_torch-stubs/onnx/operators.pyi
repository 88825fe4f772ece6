# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.onnx.operators import *
from torch.onnx.operators import (
    reshape_from_tensor_shape as reshape_from_tensor_shape,
    shape_as_tensor as shape_as_tensor,
)
