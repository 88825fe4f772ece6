# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends.quantized import *
from torch.backends.quantized import (
    QuantizedEngine as QuantizedEngine,
    engine as engine,
    supported_engines as supported_engines,
)
