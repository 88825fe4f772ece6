# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.quantizable.modules import *
