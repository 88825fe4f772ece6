# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.serialization import *
from torch.utils.serialization import config as config
