# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao import *
from . import nn as nn, quantization as quantization
