# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.checkpoint.utils import *
from torch.distributed.checkpoint.utils import ENABLE_PROFILE as ENABLE_PROFILE, R as R, T as T
