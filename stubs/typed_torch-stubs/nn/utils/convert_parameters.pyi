# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.utils.convert_parameters import *
from torch.nn.utils.convert_parameters import (
    parameters_to_vector as parameters_to_vector,
    vector_to_parameters as vector_to_parameters,
)
