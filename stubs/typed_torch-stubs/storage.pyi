# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.storage import *
from torch.storage import HAS_NUMPY as HAS_NUMPY, T as T, np as np
