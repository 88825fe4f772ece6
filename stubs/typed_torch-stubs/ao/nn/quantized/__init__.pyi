# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.quantized import *
from torch.ao.nn.quantized import MaxPool2d as MaxPool2d
from . import dynamic as dynamic, functional as functional, modules as modules, reference as reference
