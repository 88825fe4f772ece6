# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.algorithms.ddp_comm_hooks.mixed_precision_hooks import *
from torch.distributed.algorithms.ddp_comm_hooks.mixed_precision_hooks import Variable as Variable
