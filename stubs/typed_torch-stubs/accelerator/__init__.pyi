# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.accelerator import *
from . import graphs as graphs, memory as memory
