# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.jit.generate_bytecode import *
from torch.jit.generate_bytecode import (
    format_bytecode as format_bytecode,
    generate_upgraders_bytecode as generate_upgraders_bytecode,
)
