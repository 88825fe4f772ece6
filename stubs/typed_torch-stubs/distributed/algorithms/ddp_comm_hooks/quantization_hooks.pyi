# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.algorithms.ddp_comm_hooks.quantization_hooks import *
from torch.distributed.algorithms.ddp_comm_hooks.quantization_hooks import (
    nn as nn,
    quantization_perchannel_hook as quantization_perchannel_hook,
    quantization_pertensor_hook as quantization_pertensor_hook,
)
