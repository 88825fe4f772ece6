# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.masked.maskedtensor.passthrough import *
from torch.masked.maskedtensor.passthrough import PASSTHROUGH_FNS as PASSTHROUGH_FNS
