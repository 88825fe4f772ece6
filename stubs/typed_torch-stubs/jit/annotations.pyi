# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.jit.annotations import *
from torch.jit.annotations import (
    EvalEnv as EvalEnv,
    get_enum_value_type as get_enum_value_type,
    is_function_or_method as is_function_or_method,
    is_tensor as is_tensor,
    is_vararg as is_vararg,
)
