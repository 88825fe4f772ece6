# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.optim.apply_optimizer_in_backward import *
from torch.distributed.optim.apply_optimizer_in_backward import (
    param_to_acc_grad_map as param_to_acc_grad_map,
    param_to_optim_hook_handle_map as param_to_optim_hook_handle_map,
)
