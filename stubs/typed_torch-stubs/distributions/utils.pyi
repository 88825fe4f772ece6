# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributions.utils import *
from torch.distributions.utils import R as R, T as T, euler_constant as euler_constant
