# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.signal import *
from . import windows as windows
