# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.quantization.observer import *
from torch.ao.quantization.observer import ABC as ABC
