# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.export.unflatten import *
from torch.export.unflatten import RUN_WITH_INTERPRETER as RUN_WITH_INTERPRETER, log as log
