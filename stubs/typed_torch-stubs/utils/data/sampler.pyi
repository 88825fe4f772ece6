# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.data.sampler import *
