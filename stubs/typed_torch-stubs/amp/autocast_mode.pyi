# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.amp.autocast_mode import *
from torch.amp.autocast_mode import HAS_NUMPY as HAS_NUMPY, np as np
