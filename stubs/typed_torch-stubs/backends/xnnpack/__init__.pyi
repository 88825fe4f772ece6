# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends.xnnpack import *
from torch.backends.xnnpack import XNNPACKEngine as XNNPACKEngine
