# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributions.lowrank_multivariate_normal import *
