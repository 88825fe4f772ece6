# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.optim.nadam import *
