# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.data.datapipes.utils.common import *
from torch.utils.data.datapipes.utils.common import DILL_AVAILABLE as DILL_AVAILABLE
