# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.interpreter import *
from torch.fx.interpreter import log as log
