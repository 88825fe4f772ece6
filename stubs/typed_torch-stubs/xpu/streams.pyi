# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.xpu.streams import *
from torch.xpu.streams import Event as Event, Stream as Stream
