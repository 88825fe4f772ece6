# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.parallel.scatter_gather import *
from torch.nn.parallel.scatter_gather import T as T, is_namedtuple as is_namedtuple
