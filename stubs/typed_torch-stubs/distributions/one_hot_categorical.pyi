# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributions.one_hot_categorical import *
