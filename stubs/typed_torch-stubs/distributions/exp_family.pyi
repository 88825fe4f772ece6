# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributions.exp_family import *
