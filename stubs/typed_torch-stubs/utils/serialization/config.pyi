# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.serialization.config import *
from torch.utils.serialization.config import load as load, save as save
