# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.overrides import *
from torch.overrides import (
    BaseTorchFunctionMode as BaseTorchFunctionMode,
    TorchFunctionMode as TorchFunctionMode,
    get_default_nowrap_functions as get_default_nowrap_functions,
    has_torch_function_unary as has_torch_function_unary,
    has_torch_function_variadic as has_torch_function_variadic,
)
