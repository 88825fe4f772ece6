# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.c10d_logger import *
