# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributions.inverse_gamma import *
