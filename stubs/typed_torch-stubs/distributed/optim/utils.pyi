# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.optim.utils import *
from torch.distributed.optim.utils import (
    as_functional_optim as as_functional_optim,
    functional_optim_map as functional_optim_map,
    optim as optim,
    register_functional_optim as register_functional_optim,
)
