# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.utils.matcher_utils import *
from torch.fx.passes.utils.matcher_utils import logger as logger
