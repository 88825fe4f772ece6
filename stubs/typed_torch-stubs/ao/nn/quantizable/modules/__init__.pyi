# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.quantizable.modules import *
from . import activation as activation, rnn as rnn
