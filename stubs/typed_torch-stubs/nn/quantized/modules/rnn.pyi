# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.quantized.modules.rnn import *
from torch.nn.quantized.modules.rnn import LSTM as LSTM
