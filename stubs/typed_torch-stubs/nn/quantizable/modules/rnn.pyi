# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.quantizable.modules.rnn import *
from torch.nn.quantizable.modules.rnn import LSTM as LSTM, LSTMCell as LSTMCell
