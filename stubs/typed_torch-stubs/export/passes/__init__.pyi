# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.export.passes import *
from torch.export.passes import ExportedProgram as ExportedProgram
