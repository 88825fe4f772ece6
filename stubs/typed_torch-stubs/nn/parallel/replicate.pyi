# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.parallel.replicate import *
from torch.nn.parallel.replicate import T as T
