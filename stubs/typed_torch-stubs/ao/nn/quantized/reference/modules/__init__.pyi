# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.quantized.reference.modules import *
from . import conv as conv, linear as linear, rnn as rnn, sparse as sparse, utils as utils
