# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.autograd.gradcheck import *
from torch.autograd.gradcheck import (
    FAILED_BATCHED_GRAD_MSG as FAILED_BATCHED_GRAD_MSG,
    FAILED_BATCHED_GRAD_MSG_FWD_AD as FAILED_BATCHED_GRAD_MSG_FWD_AD,
    FAILED_NONDET_MSG as FAILED_NONDET_MSG,
    FAST_FAIL_SLOW_OK_MSG as FAST_FAIL_SLOW_OK_MSG,
)
