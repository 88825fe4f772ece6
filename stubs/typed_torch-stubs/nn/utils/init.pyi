# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.utils.init import *
from torch.nn.utils.init import skip_init as skip_init
