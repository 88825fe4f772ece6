# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.operator_schemas import *
