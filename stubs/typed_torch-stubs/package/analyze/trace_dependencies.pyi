# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.package.analyze.trace_dependencies import *
