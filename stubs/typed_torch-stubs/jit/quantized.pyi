# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.jit.quantized import *
from torch.jit.quantized import (
    QuantizedGRU as QuantizedGRU,
    QuantizedGRUCell as QuantizedGRUCell,
    QuantizedLSTM as QuantizedLSTM,
    QuantizedLSTMCell as QuantizedLSTMCell,
    QuantizedLinear as QuantizedLinear,
    QuantizedLinearFP16 as QuantizedLinearFP16,
    QuantizedRNNBase as QuantizedRNNBase,
    QuantizedRNNCell as QuantizedRNNCell,
    QuantizedRNNCellBase as QuantizedRNNCellBase,
    quantize_linear_modules as quantize_linear_modules,
    quantize_rnn_cell_modules as quantize_rnn_cell_modules,
    quantize_rnn_modules as quantize_rnn_modules,
)
