# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.cuda.streams import *
from torch.cuda.streams import Event as Event, ExternalStream as ExternalStream, Stream as Stream
