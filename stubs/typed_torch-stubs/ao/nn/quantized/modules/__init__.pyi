# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.quantized.modules import *
from torch.ao.nn.quantized.modules import MaxPool2d as MaxPool2d
from . import (
    activation as activation,
    batchnorm as batchnorm,
    conv as conv,
    dropout as dropout,
    embedding_ops as embedding_ops,
    functional_modules as functional_modules,
    linear as linear,
    normalization as normalization,
    rnn as rnn,
    utils as utils,
)
