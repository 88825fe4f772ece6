# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.sparse.quantized import *
from . import dynamic as dynamic, linear as linear, utils as utils
