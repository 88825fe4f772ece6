# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.quantized.dynamic import *
from torch.ao.nn.quantized.dynamic import (
    Conv1d as Conv1d,
    Conv2d as Conv2d,
    Conv3d as Conv3d,
    ConvTranspose1d as ConvTranspose1d,
    ConvTranspose2d as ConvTranspose2d,
    ConvTranspose3d as ConvTranspose3d,
    GRU as GRU,
    GRUCell as GRUCell,
    LSTM as LSTM,
    LSTMCell as LSTMCell,
    Linear as Linear,
    RNNCell as RNNCell,
)
from . import modules as modules
