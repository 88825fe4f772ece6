# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.signal.windows.windows import *
from torch.signal.windows.windows import window_common_args as window_common_args
