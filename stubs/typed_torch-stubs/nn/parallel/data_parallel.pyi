# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.parallel.data_parallel import *
from torch.nn.parallel.data_parallel import T as T
