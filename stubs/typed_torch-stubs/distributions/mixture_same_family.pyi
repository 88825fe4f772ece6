# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributions.mixture_same_family import *
