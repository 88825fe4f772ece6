# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.mps.event import *
from torch.mps.event import Event as Event
