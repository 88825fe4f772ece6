# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from . import nn as nn, ns as ns, pruning as pruning, quantization as quantization
