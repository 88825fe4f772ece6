# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.quantized.dynamic.modules import *
from torch.nn.quantized.dynamic.modules import conv as conv, linear as linear, rnn as rnn
