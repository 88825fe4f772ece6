# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.export.exported_program import *
from torch.export.exported_program import PassType as PassType
