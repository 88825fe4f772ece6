# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.bundled_inputs import *
from torch.utils.bundled_inputs import (
    InflatableArg as InflatableArg,
    ListType as ListType,
    MAX_RAW_TENSOR_SIZE as MAX_RAW_TENSOR_SIZE,
    T as T,
    TupleType as TupleType,
    augment_many_model_functions_with_bundled_inputs as augment_many_model_functions_with_bundled_inputs,
    augment_model_with_bundled_inputs as augment_model_with_bundled_inputs,
    bundle_inputs as bundle_inputs,
    bundle_large_tensor as bundle_large_tensor,
    bundle_randn as bundle_randn,
    wrap_cpp_module as wrap_cpp_module,
)
