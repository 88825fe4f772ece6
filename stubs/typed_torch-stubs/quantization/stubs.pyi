# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.stubs import *
from torch.quantization.stubs import DeQuantStub as DeQuantStub, QuantStub as QuantStub, QuantWrapper as QuantWrapper
