# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.fx.convert import *
from torch.quantization.fx.convert import convert as convert
