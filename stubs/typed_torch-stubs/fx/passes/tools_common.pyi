# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.tools_common import *
from torch.fx.passes.tools_common import (
    CALLABLE_NODE_OPS as CALLABLE_NODE_OPS,
    Names as Names,
    NodeList as NodeList,
    NodeSet as NodeSet,
    TensorOrTensors as TensorOrTensors,
    Tensors as Tensors,
)
