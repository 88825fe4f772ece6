# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.weak import *
from torch.utils.weak import WeakRef as WeakRef
