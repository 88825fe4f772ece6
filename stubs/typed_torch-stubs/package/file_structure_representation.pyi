# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.package.file_structure_representation import *
