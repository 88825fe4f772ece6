# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.export.custom_ops import *
from torch.export.custom_ops import lib as lib
