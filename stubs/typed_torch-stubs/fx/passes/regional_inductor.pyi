# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.regional_inductor import *
from torch.fx.passes.regional_inductor import logger as logger
