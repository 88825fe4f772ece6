# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.split_module import *
from torch.fx.passes.split_module import log as log
