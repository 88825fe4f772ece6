# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.utils import *
from . import (
    clip_grad as clip_grad,
    convert_parameters as convert_parameters,
    fusion as fusion,
    init as init,
    memory_format as memory_format,
    parametrizations as parametrizations,
    parametrize as parametrize,
    rnn as rnn,
    stateless as stateless,
)
