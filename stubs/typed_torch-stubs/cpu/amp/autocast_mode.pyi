# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.cpu.amp.autocast_mode import *
