# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributions.independent import *
from torch.distributions.independent import D as D
