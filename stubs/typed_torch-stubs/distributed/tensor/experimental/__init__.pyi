# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.tensor.experimental import *
from torch.distributed.tensor.experimental import DTensor as DTensor
