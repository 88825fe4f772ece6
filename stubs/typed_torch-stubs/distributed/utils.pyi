# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.utils import *
from torch.distributed.utils import Q as Q, R as R, S as S, T as T
