# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.algorithms import *
from torch.distributed.algorithms import Join as Join, JoinHook as JoinHook, Joinable as Joinable
from . import join as join
