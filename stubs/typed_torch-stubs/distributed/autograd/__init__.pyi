# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.autograd import *
from torch.distributed.autograd import (
    DistAutogradContext as DistAutogradContext,
    backward as backward,
    get_gradients as get_gradients,
)
