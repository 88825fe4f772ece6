# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.optim.swa_utils import *
from torch.optim.swa_utils import PARAM_LIST as PARAM_LIST
