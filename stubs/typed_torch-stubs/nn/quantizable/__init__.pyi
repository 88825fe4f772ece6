# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.quantizable import *
from torch.nn.quantizable import LSTM as LSTM, LSTMCell as LSTMCell, MultiheadAttention as MultiheadAttention
from . import modules as modules
