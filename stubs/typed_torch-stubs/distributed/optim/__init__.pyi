# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.optim import *
from torch.distributed.optim import optim as optim
