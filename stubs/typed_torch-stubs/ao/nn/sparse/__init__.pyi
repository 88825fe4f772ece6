# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from . import quantized as quantized
