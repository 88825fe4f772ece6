# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.export.custom_obj import *
