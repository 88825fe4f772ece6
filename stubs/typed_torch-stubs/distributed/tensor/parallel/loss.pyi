# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.tensor.parallel.loss import *
from torch.distributed.tensor.parallel.loss import aten as aten, customized_loss_ops as customized_loss_ops
