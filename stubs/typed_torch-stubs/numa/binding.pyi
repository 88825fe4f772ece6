# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.numa.binding import *
from torch.numa.binding import K as K, V as V, logger as logger
