# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.quantized.dynamic.modules import *
from . import conv as conv, linear as linear, rnn as rnn
