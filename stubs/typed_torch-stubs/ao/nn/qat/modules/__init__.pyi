# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.qat.modules import *
from . import conv as conv, embedding_ops as embedding_ops, linear as linear
