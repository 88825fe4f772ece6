# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.signal.windows import *
from . import windows as windows
