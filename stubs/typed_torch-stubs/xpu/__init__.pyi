# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.xpu import *
from torch.xpu import Device as Device
from . import graphs as graphs, memory as memory, random as random, streams as streams
