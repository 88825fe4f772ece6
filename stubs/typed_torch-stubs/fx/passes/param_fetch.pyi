# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.param_fetch import *
from torch.fx.passes.param_fetch import module_fetch_book as module_fetch_book
