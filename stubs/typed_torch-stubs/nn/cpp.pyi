# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.cpp import *
from torch.nn.cpp import ModuleWrapper as ModuleWrapper, OrderedDictWrapper as OrderedDictWrapper, nn as nn
