# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.fx.prepare import *
from torch.quantization.fx.prepare import prepare as prepare
