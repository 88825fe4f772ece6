# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.pipelining.schedules import *
from torch.distributed.pipelining.schedules import (
    B as B,
    BACKWARD_INPUT as BACKWARD_INPUT,
    BACKWARD_WEIGHT as BACKWARD_WEIGHT,
    F as F,
    FORWARD as FORWARD,
    FULL_BACKWARD as FULL_BACKWARD,
    I as I,
    OVERLAP_F_B as OVERLAP_F_B,
    RECV_B as RECV_B,
    RECV_F as RECV_F,
    REDUCE_GRAD as REDUCE_GRAD,
    RESHARD as RESHARD,
    SEND_B as SEND_B,
    SEND_F as SEND_F,
    UNSHARD as UNSHARD,
    W as W,
    logger as logger,
)
